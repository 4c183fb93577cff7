import { type AuditAnchor, sealAuditNote, trailStart } from '../src/audit/audit-chain.ts'
import type { AuditEvent, AuditNote } from '../src/model/audit-event.ts'
import type { AuditQuery, Store } from '../src/ports/store.ts'
import type { Pepper } from '../src/token/pepper.ts'

/** A trail as a database holds it: the events, and which is the newest. */
export type Trail = { readonly events: readonly AuditEvent[]; readonly head: AuditAnchor | undefined }

export const emptyTrail: Trail = { events: [], head: undefined }

/** The trail with these notes written at its end. */
export function continueTrail(trail: Trail, notes: readonly AuditNote[], pepper: Pepper): Trail {
  return notes.reduce<Trail>(({ events, head }, note) => {
    const event = sealAuditNote(note, head ?? trailStart, pepper)
    return { events: [...events, event], head: { number: event.number, mac: event.mac } }
  }, trail)
}

/**
 * As much of a store as it takes to read a trail. `current` is asked each time, so a test can go on writing meanwhile;
 * pages hold at most `pageSize` events, however many are asked for.
 */
export function trailStore(current: () => Trail, pageSize = Number.MAX_SAFE_INTEGER): Store {
  const reader: Pick<Store, 'listAuditEvents' | 'findAuditHead'> = {
    async findAuditHead() {
      return current().head
    },
    async listAuditEvents({ order, beyond, limit, ...filters }: AuditQuery) {
      if (Object.keys(filters).length > 0) throw new Error('a trail that is filtered cannot be verified')
      const sign = order === 'oldest-first' ? 1 : -1
      return current()
        .events.filter(({ number }) => beyond === undefined || (number - beyond) * sign > 0)
        .toSorted((a, b) => (a.number - b.number) * sign)
        .slice(0, Math.min(limit, pageSize))
    },
  }
  return reader as Store
}

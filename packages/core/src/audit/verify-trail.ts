import type { Instance } from '../instance.ts'
import { type AuditAnchor, isAuthentic, listAuditKeys, trailStart } from './audit-chain.ts'

export type TrailFault =
  /** Changed, put in, or moved; or the one before it was. */
  | { readonly kind: 'altered'; readonly number: number }
  /** Taken out: the numbers from this one on, up to the next that is there. */
  | { readonly kind: 'missing'; readonly number: number; readonly until: number }
  /** Cut off at the end: the trail was longer once. */
  | { readonly kind: 'cut'; readonly number: number }
  /** Not what the anchor says that it was. */
  | { readonly kind: 'anchor'; readonly number: number }
  /** Written under a pepper that this instance does not have, from this one on: it cannot be told. */
  | { readonly kind: 'unknown-key'; readonly number: number; readonly pepperVersion: number }

export type TrailReport = {
  /** How many events were read. */
  readonly events: number
  /** The end of the trail, to be kept elsewhere as the next anchor; null while there is no event. */
  readonly head: AuditAnchor | null
  /** Empty when all is as it was written. Of very many, the first. */
  readonly faults: readonly TrailFault[]
}

const pageSize = 1_000
const mostFaults = 20

/**
 * Reads the whole trail and holds each event against its MAC, its number and the one before it. With an anchor from
 * outside, also finds a trail that was cut and continued, or written anew from a copy of the pepper. Can run beside a
 * server: what is written meanwhile is left for the next time. `onProgress` is awaited, and stops it by throwing.
 */
export async function verifyTrail(
  { store, peppers }: Instance,
  anchor?: AuditAnchor,
  onProgress: (checked: number, total: number) => void | Promise<void> = () => {},
): Promise<TrailReport> {
  const keys = listAuditKeys(peppers)
  const head = await store.findAuditHead()
  const end = head?.number ?? 0
  const faults: TrailFault[] = []
  let previous: AuditAnchor = trailStart
  let events = 0
  let unknownKey: number | undefined
  let anchored = anchor === undefined || anchor.number === 0

  for (;;) {
    const page = await store.listAuditEvents({ order: 'oldest-first', beyond: previous.number, limit: pageSize })
    for (const event of page) {
      if (event.number > end) break
      if (event.number !== previous.number + 1) {
        faults.push({ kind: 'missing', number: previous.number + 1, until: event.number })
      }
      const key = keys.get(event.macKeyId)
      if (key === undefined) {
        // Once for all that follow each other: a pepper that is gone must not hide what else is wrong.
        if (unknownKey !== event.macKeyId) {
          faults.push({ kind: 'unknown-key', number: event.number, pepperVersion: event.macKeyId })
        }
      } else if (!isAuthentic(event, previous.mac, key)) faults.push({ kind: 'altered', number: event.number })
      if (event.number === anchor?.number) {
        anchored = true
        if (event.mac !== anchor.mac) faults.push({ kind: 'anchor', number: event.number })
      }
      unknownKey = key === undefined ? event.macKeyId : undefined
      previous = event
      events += 1
    }
    await onProgress(events, end)
    if ((page.at(-1)?.number ?? end) >= end) break
  }

  if (previous.number !== end) faults.push({ kind: 'cut', number: previous.number + 1 })
  else if (previous.mac !== (head?.mac ?? '')) {
    const isKnown = faults.some(({ kind, number }) => kind === 'altered' && number === end)
    if (!isKnown) faults.push({ kind: 'altered', number: end })
  } else if (anchor !== undefined && !anchored) {
    // One that is not beyond the end was taken out from among the others.
    faults.push(anchor.number > end ? { kind: 'cut', number: end + 1 } : { kind: 'anchor', number: anchor.number })
  }
  // Before the first number there is nothing, unless it was put there. An event beyond the end is one that the end was set
  // back from: appending moves both in one transaction.
  const [oldest] = await store.listAuditEvents({ order: 'oldest-first', limit: 1 })
  if (oldest !== undefined && oldest.number < 1) faults.push({ kind: 'altered', number: oldest.number })
  const [newest] = await store.listAuditEvents({ order: 'newest-first', limit: 1 })
  const endNow = (await store.findAuditHead())?.number ?? 0
  if (newest !== undefined && newest.number > endNow) faults.push({ kind: 'altered', number: newest.number })
  return { events, head: head ?? null, faults: faults.slice(0, mostFaults) }
}

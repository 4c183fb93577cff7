import { type ApiKey, isDisabled, type KeyOwner } from '../model/api-key.ts'
import { dayMs } from '../model/consumer.ts'
import type { StaleKind } from '../model/stale-kind.ts'
import type { KeyListQuery } from '../ports/store.ts'

/** What expires within this is about to. */
const expiringMs = 30 * dayMs

const unusedDays = { unused_30d: 30, unused_90d: 90, unused_365d: 365 } as const

/** What makes a list one of stale keys. */
export type StaleQuery = Pick<KeyListQuery, 'createdBefore' | 'expiresBefore' | 'lastUsedBefore' | 'isOwnerGone'>

/** The keys of one kind, in the words of any list. What has expired already is kept out by its state. */
export function staleQuery(kind: StaleKind, now: number): StaleQuery {
  switch (kind) {
    case 'never_used':
      // Whoever was used at all was so after 1970.
      return { lastUsedBefore: 0 }
    case 'expiring':
      return { expiresBefore: now + expiringMs }
    case 'owner_gone':
      return { isOwnerGone: true }
    default: {
      const before = now - unusedDays[kind] * dayMs
      return { createdBefore: before, lastUsedBefore: before }
    }
  }
}

export type OwnerDigest = {
  readonly owner: KeyOwner
  /** Each key once, with all that is to be said of it. */
  readonly keys: readonly { readonly key: ApiKey; readonly kinds: readonly StaleKind[] }[]
}

/**
 * What there is to tell each owner about their keys: one digest for each who has any that is stale, in the order in which
 * they come. Pure. Keys that do not work any more are left out; `goneOwners` are those who have left.
 */
export function summarizeStaleKeys(
  keys: Iterable<ApiKey>,
  now: number,
  goneOwners: ReadonlySet<KeyOwner['id']> = new Set(),
): OwnerDigest[] {
  const digests = new Map<KeyOwner['id'], { owner: KeyOwner; keys: { key: ApiKey; kinds: StaleKind[] }[] }>()
  for (const key of keys) {
    const kinds = staleKindsOf(key, now, goneOwners.has(key.owner.id))
    if (kinds.length === 0) continue
    const digest = digests.get(key.owner.id) ?? { owner: key.owner, keys: [] }
    digest.keys.push({ key, kinds })
    digests.set(key.owner.id, digest)
  }
  return [...digests.values()]
}

/** Of the kinds that say how long it was not used, the longest alone. */
function staleKindsOf(key: ApiKey, now: number, isOwnerGone: boolean): StaleKind[] {
  const { createdAt, expiresAt, lastUsedAt } = key
  if ((expiresAt !== null && expiresAt <= now) || isDisabled(key.disabled, now)) return []
  const isUnusedFor = (days: number) => Math.max(createdAt, lastUsedAt ?? createdAt) < now - days * dayMs
  const unused = (['unused_365d', 'unused_90d', 'unused_30d'] as const).find((kind) => isUnusedFor(unusedDays[kind]))
  const kinds: [StaleKind, boolean][] = [
    ['never_used', lastUsedAt === null && unused !== undefined],
    ['expiring', expiresAt !== null && expiresAt < now + expiringMs],
    ['owner_gone', isOwnerGone],
  ]
  return [...(unused === undefined ? [] : [unused]), ...kinds.filter(([, holds]) => holds).map(([kind]) => kind)]
}

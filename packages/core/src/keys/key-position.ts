import type { ApiKey, KeySort } from '../model/api-key.ts'
import type { KeyListPosition } from '../ports/store.ts'

const valueOf: Record<KeySort, (key: ApiKey) => KeyListPosition['value']> = {
  createdAt: ({ createdAt }) => createdAt,
  name: ({ name }) => name,
  owner: ({ owner }) => owner.name,
  lastUsedAt: ({ lastUsedAt }) => lastUsedAt,
  expiresAt: ({ expiresAt }) => expiresAt,
}

/** Where a key stands in a list that is ordered by this. */
export function keyPositionOf(key: ApiKey, by: KeySort): KeyListPosition {
  return { value: valueOf[by](key), id: key.id }
}

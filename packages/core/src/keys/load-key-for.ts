import { administersKey, evaluateKeyAccess, type KeyAccess } from '../access/evaluate-key-access.ts'
import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import { isKeyId } from '../identifiers.ts'
import type { OrganizationReference } from '../model/account.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { StoreReader } from '../ports/store.ts'

export type LoadedKey = {
  readonly key: ApiKey
  /** Those that the key's owner belongs to and the key may reach: for a confined key, its one. */
  readonly organizations: readonly OrganizationReference[]
  /** Whether the caller may manage it whatever its owner wants. */
  readonly isAdministered: boolean
}

/**
 * The key, if the caller may do that much with it. Throws `KEY_NOT_FOUND` where they may not even see it, exactly as
 * for a key that does not exist, and `FORBIDDEN` where they may see but not manage it.
 */
export async function loadKeyFor(
  store: StoreReader,
  caller: Principal,
  id: string,
  needed: Exclude<KeyAccess, 'none'>,
): Promise<LoadedKey> {
  const key = isKeyId(id) ? await store.findKey(id) : undefined
  if (key === undefined) throw new KeysteadError('KEY_NOT_FOUND')
  const organizations =
    key.owner.type === 'user'
      ? (await store.listMemberships(key.owner.id)).map(({ organization }) => organization)
      : [key.owner.organization]
  const ids = organizations.map((organization) => organization.id)
  const access = evaluateKeyAccess(caller, key, ids)
  if (access === 'none') throw new KeysteadError('KEY_NOT_FOUND')
  if (needed === 'manage' && access !== 'manage') throw new KeysteadError('FORBIDDEN')
  return {
    key,
    organizations: key.organization === null ? organizations : [key.organization],
    isAdministered: administersKey(caller, key, ids),
  }
}

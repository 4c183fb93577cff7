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
  const found = await findWithOrganizations(store, id)
  if (found === undefined) throw new KeysteadError('KEY_NOT_FOUND')
  const { key, ownerOrganizations } = found
  const ids = ownerOrganizations.map((organization) => organization.id)
  const access = evaluateKeyAccess(caller, key, ids)
  if (access === 'none') throw new KeysteadError('KEY_NOT_FOUND')
  if (needed === 'manage' && access !== 'manage') throw new KeysteadError('FORBIDDEN')
  return { key, organizations: reachedBy(found), isAdministered: administersKey(caller, key, ids) }
}

/** The same for Keystead itself, which nobody has to allow anything. */
export async function loadKey(
  store: StoreReader,
  id: string,
): Promise<Pick<LoadedKey, 'key' | 'organizations'> | undefined> {
  const found = await findWithOrganizations(store, id)
  return found && { key: found.key, organizations: reachedBy(found) }
}

type FoundKey = { readonly key: ApiKey; readonly ownerOrganizations: readonly OrganizationReference[] }

async function findWithOrganizations(store: StoreReader, id: string): Promise<FoundKey | undefined> {
  const key = isKeyId(id) ? await store.findKey(id) : undefined
  if (key === undefined) return undefined
  const { owner } = key
  const ownerOrganizations =
    owner.type === 'user'
      ? (await store.listMemberships(owner.id)).map(({ organization }) => organization)
      : [owner.organization]
  return { key, ownerOrganizations }
}

const reachedBy = ({ key, ownerOrganizations }: FoundKey) =>
  key.organization === null ? ownerOrganizations : [key.organization]

import { administersKey, evaluateKeyAccess, type KeyAccess } from '../access/evaluate-key-access.ts'
import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import { isKeyId } from '../identifiers.ts'
import type { OrganizationReference } from '../model/account.ts'
import { type ApiKey, type DeletedKey, deletedKeyMemoryMs } from '../model/api-key.ts'
import type { StoreReader } from '../ports/store.ts'

export type LoadedKey<Key extends ApiKey = ApiKey> = {
  readonly key: Key
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
  return admit(caller, found, needed)
}

/** The same for a key that was deleted no longer than 30 days ago, and whose owner is still there. */
export async function loadDeletedKeyFor(
  store: StoreReader,
  caller: Principal,
  id: string,
  needed: Exclude<KeyAccess, 'none'>,
  now: number,
): Promise<LoadedKey<DeletedKey>> {
  const key = isKeyId(id) ? await store.findDeletedKey(id) : undefined
  if (key === undefined || key.deletion.at <= now - deletedKeyMemoryMs) throw new KeysteadError('KEY_NOT_FOUND')
  return admit(caller, { key, ownerOrganizations: await listOwnerOrganizations(store, key) }, needed)
}

function admit<Key extends ApiKey>(
  caller: Principal,
  found: FoundKey<Key>,
  needed: Exclude<KeyAccess, 'none'>,
): LoadedKey<Key> {
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

type FoundKey<Key extends ApiKey = ApiKey> = {
  readonly key: Key
  readonly ownerOrganizations: readonly OrganizationReference[]
}

async function findWithOrganizations(store: StoreReader, id: string): Promise<FoundKey | undefined> {
  const key = isKeyId(id) ? await store.findKey(id) : undefined
  if (key === undefined) return undefined
  return { key, ownerOrganizations: await listOwnerOrganizations(store, key) }
}

async function listOwnerOrganizations(store: StoreReader, { owner }: ApiKey): Promise<OrganizationReference[]> {
  if (owner.type === 'service_account') return [owner.organization]
  return (await store.listMemberships(owner.id)).map(({ organization }) => organization)
}

const reachedBy = ({ key, ownerOrganizations }: FoundKey) =>
  key.organization === null ? ownerOrganizations : [key.organization]

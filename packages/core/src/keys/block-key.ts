import { administersOrganization } from '../access/administration.ts'
import type { Caller } from '../access/principal.ts'
import { describeKey, teamOfKey } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { StoreReader } from '../ports/store.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import { loadKeyFor } from './load-key-for.ts'
import { presentKey } from './present-key.ts'

/**
 * Blocks a key for one organization, for whose admins a colleague's personal key is to see but not to delete: from the
 * moment of the answer it reaches that organization no more, and all others as before. A key that reaches nothing else
 * is refused altogether. Only that organization's admins take a block back. Blocking twice changes nothing.
 * Fails with `KEY_NOT_FOUND`, `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`.
 */
export function blockKey(instance: Instance, caller: Caller, id: string, organization: string): Promise<ApiKey> {
  return changeBlock(instance, caller, id, organization, 'key.block')
}

/** Takes a block back. Fails as {@link blockKey} does. */
export function unblockKey(instance: Instance, caller: Caller, id: string, organization: string): Promise<ApiKey> {
  return changeBlock(instance, caller, id, organization, 'key.unblock')
}

function changeBlock(
  instance: Instance,
  caller: Caller,
  id: string,
  reference: string,
  action: 'key.block' | 'key.unblock',
): Promise<ApiKey> {
  return makeChange(instance, caller, { action, on: 'key', reference: id }, async (change) => {
    const { transaction, now, currentCaller, note } = change
    const current = await currentCaller()
    const organization = await resolveOrganization(transaction, current, reference)
    const { key, organizations } = await loadKeyFor(transaction, current, id, 'see')
    if (!administersOrganization(current, organization.id)) throw new KeysteadError('FORBIDDEN')
    if (!organizations.some((reached) => reached.id === organization.id)) throw new KeysteadError('KEY_NOT_FOUND')
    const hasChanged =
      action === 'key.block'
        ? await transaction.blockKey(key.id, organization.id, now)
        : await transaction.unblockKey(key.id, organization.id)
    const details = { owner: key.owner.id }
    if (hasChanged) {
      note({ action, organizations: [organization], team: teamOfKey(key), target: describeKey(key), details })
    }
    return presentKey(current, await readAgain(transaction, key))
  })
}

async function readAgain(store: StoreReader, { id }: ApiKey): Promise<ApiKey> {
  const key = await store.findKey(id)
  if (key === undefined) throw new KeysteadError('KEY_NOT_FOUND')
  return key
}

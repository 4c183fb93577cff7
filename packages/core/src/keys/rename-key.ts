import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../model/api-key.ts'
import { normalizeKeyName } from './key-name.ts'
import { loadKeyFor } from './load-key-for.ts'

/**
 * Gives a key another name. The token and whoever uses it notice nothing.
 * Fails with `INVALID_NAME`, `NAME_CONTAINS_TOKEN`, `KEY_NOT_FOUND`, `FORBIDDEN`.
 */
export async function renameKey(instance: Instance, caller: Principal, id: string, newName: string): Promise<ApiKey> {
  const name = normalizeKeyName(newName)
  return instance.store.transact(async (transaction) => {
    const key = await loadKeyFor(transaction, caller, id, 'manage')
    // Deleted by someone else since it was read: the guarded write tells, not the read.
    if (!(await transaction.renameKey(key.id, name))) throw new KeysteadError('KEY_NOT_FOUND')
    return { ...key, name }
  })
}

import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../model/api-key.ts'
import { loadKeyFor } from './load-key-for.ts'

/**
 * Deletes a key, and answers it as it was: from the moment of the answer its token is refused. Of several who delete one
 * key at the same moment, one gets the answer and the others `KEY_NOT_FOUND`. Fails with `FORBIDDEN`, too.
 */
export async function deleteKey(instance: Instance, caller: Principal, id: string): Promise<ApiKey> {
  return instance.store.transact(async (transaction) => {
    const key = await loadKeyFor(transaction, caller, id, 'manage')
    if (!(await transaction.deleteKey(key.id))) throw new KeysteadError('KEY_NOT_FOUND')
    return key
  })
}

import type { Caller } from '../access/principal.ts'
import { describeKey, teamOfKey } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { describeEventKey } from '../events/describe-event-key.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../model/api-key.ts'
import { loadKeyFor } from './load-key-for.ts'
import { presentKey } from './present-key.ts'

/**
 * Deletes a key, and answers it as it was: from the moment of the answer its token is refused. Of several who delete one
 * key at the same moment, one gets the answer and the others `KEY_NOT_FOUND`. Fails with `FORBIDDEN`, too.
 */
export async function deleteKey(instance: Instance, caller: Caller, id: string): Promise<ApiKey> {
  const attempt = { action: 'key.delete', on: 'key', reference: id } as const
  return makeChange(instance, caller, attempt, async ({ transaction, currentCaller, note, emit }) => {
    const current = await currentCaller()
    const { key, organizations } = await loadKeyFor(transaction, current, id, 'manage')
    if (!(await transaction.deleteKey(key.id))) throw new KeysteadError('KEY_NOT_FOUND')
    note({
      action: 'key.delete',
      organizations,
      team: teamOfKey(key),
      target: describeKey(key),
      details: { owner: key.owner.id },
    })
    emit({ type: 'key.deleted', organizations, data: { key: describeEventKey(key) } })
    return presentKey(current, key)
  })
}

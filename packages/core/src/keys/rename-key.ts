import type { Caller } from '../access/principal.ts'
import { describeKey, teamOfKey } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../model/api-key.ts'
import { normalizeName } from '../names/normalize-name.ts'
import { loadKeyFor } from './load-key-for.ts'
import { presentKey } from './present-key.ts'

/**
 * Gives a key another name. The token and whoever uses it notice nothing.
 * Fails with `INVALID_NAME`, `NAME_CONTAINS_TOKEN`, `KEY_NOT_FOUND`, `FORBIDDEN`.
 */
export async function renameKey(instance: Instance, caller: Caller, id: string, newName: string): Promise<ApiKey> {
  const attempt = { action: 'key.rename', on: 'key', reference: id } as const
  return makeChange(instance, caller, attempt, async ({ transaction, currentCaller, note }) => {
    const name = normalizeName(newName)
    const current = await currentCaller()
    const { key, organizations } = await loadKeyFor(transaction, current, id, 'manage')
    // Deleted by someone else since it was read: the guarded write tells, not the read.
    if (!(await transaction.renameKey(key.id, name))) throw new KeysteadError('KEY_NOT_FOUND')
    const renamed = { ...key, name }
    const details = { owner: key.owner.id, fromName: key.name, toName: name }
    note({ action: 'key.rename', organizations, team: teamOfKey(key), target: describeKey(renamed), details })
    return presentKey(current, renamed)
  })
}

import type { Caller } from '../access/principal.ts'
import { describeKey, describeServiceAccount, nameDoer, teamOfKey } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { describeEventKey } from '../events/describe-event-key.ts'
import type { Instance } from '../instance.ts'
import type { ServiceAccount } from '../model/account.ts'
import type { ApiKey } from '../model/api-key.ts'
import { resolveAdministeredServiceAccount } from '../references/resolve-service-account.ts'

export type DeletedServiceAccount = { readonly serviceAccount: ServiceAccount; readonly deletedKeys: readonly ApiKey[] }

/**
 * Deletes a service account with its keys, and answers them as they were: from the moment of the answer they are refused.
 * Fails with `SERVICE_ACCOUNT_NOT_FOUND`, `FORBIDDEN`.
 */
export async function deleteServiceAccount(
  instance: Instance,
  caller: Caller,
  id: string,
): Promise<DeletedServiceAccount> {
  const attempt = { action: 'service_account.delete', on: 'service_account', reference: id } as const
  return makeChange(instance, caller, attempt, async ({ transaction, now, currentCaller, note, emit }) => {
    const found = await resolveAdministeredServiceAccount(transaction, await currentCaller(), id)
    // Whoever is making a key for it ends first, and that key goes with the others.
    if (!(await transaction.lockAccount(found.id, 'change'))) throw new KeysteadError('SERVICE_ACCOUNT_NOT_FOUND')
    const current = await currentCaller()
    const serviceAccount = await resolveAdministeredServiceAccount(transaction, current, id)
    const deletedKeys = await transaction.deleteKeysOf(serviceAccount.id, { at: now, by: nameDoer(current) })
    await transaction.deleteServiceAccount(serviceAccount.id)
    const organizations = [serviceAccount.organization]
    const team = serviceAccount.team ?? serviceAccount.defaultTeam
    const target = describeServiceAccount(serviceAccount)
    const details = { deletedKeys: deletedKeys.length }
    note({ action: 'service_account.delete', organizations, team, target, details })
    for (const key of deletedKeys) {
      const details = { owner: key.owner.id }
      note({ action: 'key.delete', organizations, team: teamOfKey(key), target: describeKey(key), details })
      emit({ type: 'key.deleted', organizations, data: { key: describeEventKey(key) } })
    }
    return { serviceAccount, deletedKeys }
  })
}

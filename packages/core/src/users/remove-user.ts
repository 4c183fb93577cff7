import { type Caller, isInstanceAdmin } from '../access/principal.ts'
import { describeKey, describeUser, nameDoer } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { describeEventKey } from '../events/describe-event-key.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../model/account.ts'
import type { ApiKey } from '../model/api-key.ts'
import { requireAnotherAdmin } from '../organizations/require-another-admin.ts'
import { resolveUser } from '../references/resolve-user.ts'
import { requireAnotherInstanceAdmin } from './require-another-instance-admin.ts'

/** What becomes of the keys of who is removed: they go, too, or they keep their owner from being removed. */
export const keyFates = ['delete', 'refuse'] as const
export type KeyFate = (typeof keyFates)[number]

export type RemovedUser = { readonly user: User; readonly deletedKeys: readonly ApiKey[] }

/**
 * Removes a user with all of their keys, and answers those as they were: nothing that they made in their own name goes on
 * working. What is to outlive people belongs to service accounts. For admins of the instance.
 *
 * Fails with `USER_NOT_FOUND`, `FORBIDDEN`, `LAST_INSTANCE_ADMIN`, `LAST_ORGANIZATION_ADMIN`, and where keys are to keep
 * them with `USER_HAS_KEYS`.
 */
export async function removeUser(
  instance: Instance,
  caller: Caller,
  reference: string,
  keys: KeyFate = 'delete',
): Promise<RemovedUser> {
  const attempt = { action: 'user.remove', on: 'user', reference } as const
  return makeChange(instance, caller, attempt, async ({ transaction, now, currentCaller, note, emit }) => {
    const { id } = await resolveUser(transaction, await currentCaller(), reference)
    await transaction.lockInstance()
    await transaction.lockAccount(id, 'change')
    const memberships = await transaction.listMemberships(id)
    const organizations = memberships.map(({ organization }) => organization)
    await transaction.lockOrganizations(
      organizations.map((organization) => organization.id),
      'change',
    )
    const current = await currentCaller()
    const user = await resolveUser(transaction, current, id)
    if (!isInstanceAdmin(current)) throw new KeysteadError('FORBIDDEN')
    if (user.instanceAdmin) await requireAnotherInstanceAdmin(transaction)
    for (const { organization } of memberships) {
      const member = await transaction.findMember(organization.id, id)
      if (member?.role === 'admin') await requireAnotherAdmin(transaction, organization.id)
    }

    const deletedKeys = await transaction.deleteKeysOf(id, { at: now, by: nameDoer(current) })
    if (keys === 'refuse' && deletedKeys.length > 0) throw new KeysteadError('USER_HAS_KEYS')
    if (!(await transaction.deleteUser(id))) throw new KeysteadError('USER_NOT_FOUND')
    const details = { deletedKeys: deletedKeys.length }
    note({ action: 'user.remove', organizations, target: describeUser(user), details })
    for (const key of deletedKeys) {
      const reached = key.organization === null ? organizations : [key.organization]
      note({ action: 'key.delete', organizations: reached, target: describeKey(key), details: { owner: id } })
      emit({ type: 'key.deleted', organizations: reached, data: { key: describeEventKey(key) } })
    }
    return { user, deletedKeys }
  })
}

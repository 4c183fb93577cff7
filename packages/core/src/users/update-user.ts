import { type Caller, isInstanceAdmin } from '../access/principal.ts'
import { describeUser } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../model/account.ts'
import { normalizeName } from '../names/normalize-name.ts'
import { resolveUser } from '../references/resolve-user.ts'
import { requireAnotherInstanceAdmin } from './require-another-instance-admin.ts'

export type UserChanges = { readonly name?: string | undefined; readonly instanceAdmin?: boolean | undefined }

/**
 * Changes a user: anyone their own name, admins of the instance those of others, and who is an admin.
 * Fails with `USER_NOT_FOUND`, `FORBIDDEN`, `INVALID_NAME`, `NAME_CONTAINS_TOKEN`, `LAST_INSTANCE_ADMIN`.
 */
export async function updateUser(
  instance: Instance,
  caller: Caller,
  reference: string,
  changes: UserChanges,
): Promise<User> {
  const attempt = { action: 'user.update', on: 'user', reference } as const
  return makeChange(instance, caller, attempt, async ({ transaction, currentCaller, note }) => {
    const { id } = await resolveUser(transaction, await currentCaller(), reference)
    if (changes.instanceAdmin !== undefined) await transaction.lockInstance()
    const current = await currentCaller()
    const before = await resolveUser(transaction, current, id)
    const after: User = {
      ...before,
      name: changes.name === undefined ? before.name : normalizeName(changes.name),
      instanceAdmin: changes.instanceAdmin ?? before.instanceAdmin,
    }
    if (after.instanceAdmin !== before.instanceAdmin) {
      if (!isInstanceAdmin(current)) throw new KeysteadError('FORBIDDEN')
      if (before.instanceAdmin) await requireAnotherInstanceAdmin(transaction)
    }
    const { name, instanceAdmin } = after
    if (!(await transaction.updateUser(id, { name, instanceAdmin }))) throw new KeysteadError('USER_NOT_FOUND')
    const organizations = (await transaction.listMemberships(id)).map(({ organization }) => organization)
    note({
      action: 'user.update',
      organizations,
      target: describeUser(after),
      details: {
        ...(before.name !== name && { fromName: before.name, toName: name }),
        ...(before.instanceAdmin !== instanceAdmin && {
          fromInstanceAdmin: before.instanceAdmin,
          toInstanceAdmin: instanceAdmin,
        }),
      },
    })
    return after
  })
}

import { type Caller, isInstanceAdmin } from '../access/principal.ts'
import { describeUser } from '../audit/describe.ts'
import { lockAdministered } from '../change/lock-administered.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Member, OrganizationRole } from '../model/account.ts'
import { resolveAdministered } from '../references/resolve-organization.ts'

export type AddMemberRequest = { readonly user: string; readonly role: OrganizationRole }

/**
 * Makes a user a member without asking them. For admins of the instance, who see all users anyway; everyone else invites.
 * Fails with `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`, `USER_NOT_FOUND`, `ALREADY_A_MEMBER`.
 */
export async function addMember(
  instance: Instance,
  asker: Caller,
  organization: string,
  { user: reference, role }: AddMemberRequest,
): Promise<Member> {
  const attempt = { action: 'organization.add_member', on: 'user', reference } as const
  return makeChange(instance, asker, attempt, async (change) => {
    const { transaction, currentCaller, note } = change
    const caller = await currentCaller()
    await resolveAdministered(transaction, caller, organization)
    if (!isInstanceAdmin(caller)) throw new KeysteadError('FORBIDDEN')
    const user = await transaction.findUser(reference)
    // People before organizations, everywhere: two who lock both would else wait for each other.
    if (user === undefined || !(await transaction.lockAccount(user.id, 'obey'))) {
      throw new KeysteadError('USER_NOT_FOUND')
    }
    const locked = await lockAdministered(change, organization)
    if (!isInstanceAdmin(locked.caller)) throw new KeysteadError('FORBIDDEN')
    if (!(await transaction.insertMembership(user.id, locked.organization.id, role))) {
      throw new KeysteadError('ALREADY_A_MEMBER')
    }
    note({
      action: 'organization.add_member',
      organizations: [locked.organization],
      target: describeUser(user),
      details: { role },
    })
    return { user, role }
  })
}

import type { Caller } from '../access/principal.ts'
import { describeUser } from '../audit/describe.ts'
import { lockAdministered } from '../change/lock-administered.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Member, OrganizationRole } from '../model/account.ts'
import { resolveMember } from '../references/resolve-member.ts'
import { requireAnotherAdmin } from './require-another-admin.ts'

/**
 * Gives a member another role, with effect on the next use of any key of theirs. Fails with `ORGANIZATION_NOT_FOUND`,
 * `FORBIDDEN`, `MEMBER_NOT_FOUND`, `LAST_ORGANIZATION_ADMIN`.
 */
export async function changeMemberRole(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  reference: string,
  role: OrganizationRole,
): Promise<Member> {
  const attempt = { action: 'organization.change_role', on: 'user', reference } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, note } = change
    const { organization } = await lockAdministered(change, organizationReference)
    const { user, role: before } = await resolveMember(transaction, organization.id, reference)
    if (before === 'admin' && role !== 'admin') await requireAnotherAdmin(transaction, organization.id)
    if (!(await transaction.updateMembership(user.id, organization.id, role))) {
      throw new KeysteadError('MEMBER_NOT_FOUND')
    }
    note({
      action: 'organization.change_role',
      organizations: [organization],
      target: describeUser(user),
      details: { fromRole: before, toRole: role },
    })
    return { user, role }
  })
}

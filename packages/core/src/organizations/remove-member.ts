import { administersOrganization } from '../access/administration.ts'
import { type Caller, ownIdOf } from '../access/principal.ts'
import { describeKey, describeUser, nameDoer } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { describeEventKey } from '../events/describe-event-key.ts'
import type { Instance } from '../instance.ts'
import type { Member } from '../model/account.ts'
import type { ApiKey } from '../model/api-key.ts'
import { resolveMember } from '../references/resolve-member.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import { requireAnotherAdmin } from './require-another-admin.ts'

export type RemovedMember = {
  readonly member: Member
  /** Their keys that were confined to the organization. Their personal keys live on and reach it no more. */
  readonly deletedKeys: readonly ApiKey[]
}

/**
 * Takes a member out of an organization and of its teams, or lets them leave. Their keys that reached nothing else are
 * deleted: should they ever come back, no forgotten key comes back with them, unless an admin brings it back.
 * Fails with `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`, `MEMBER_NOT_FOUND`, `LAST_ORGANIZATION_ADMIN`.
 */
export async function removeMember(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  reference: string,
): Promise<RemovedMember> {
  const attempt = { action: 'organization.remove_member', on: 'user', reference } as const
  return makeChange(instance, caller, attempt, async ({ transaction, now, currentCaller, note, emit }) => {
    const organization = await resolveOrganization(transaction, await currentCaller(), organizationReference)
    await transaction.lockOrganizations([organization.id], 'change')
    const current = await currentCaller()
    await resolveOrganization(transaction, current, organization.id)
    const isOneself = caller.kind === 'user' && [caller.user.id, caller.user.username].includes(reference)
    if (!isOneself && !administersOrganization(current, organization.id)) throw new KeysteadError('FORBIDDEN')

    const member = await resolveMember(transaction, organization.id, isOneself ? ownIdOf(caller) : reference)
    const { user, role } = member
    if (role === 'admin') await requireAnotherAdmin(transaction, organization.id)
    const deletion = { at: now, by: nameDoer(current) }
    const deletedKeys = await transaction.deleteKeysOf(user.id, deletion, organization.id)
    if (!(await transaction.deleteMembership(user.id, organization.id))) throw new KeysteadError('MEMBER_NOT_FOUND')
    const organizations = [organization]
    note({
      action: 'organization.remove_member',
      organizations,
      target: describeUser(user),
      details: { role, deletedKeys: deletedKeys.length },
    })
    for (const key of deletedKeys) {
      note({ action: 'key.delete', organizations, target: describeKey(key), details: { owner: user.id } })
      emit({ type: 'key.deleted', organizations, data: { key: describeEventKey(key) } })
    }
    return { member, deletedKeys }
  })
}

import { administersTeam } from '../access/administration.ts'
import type { Caller } from '../access/principal.ts'
import { describeUser } from '../audit/describe.ts'
import { lockTeam } from '../change/lock-team.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Member, TeamRole } from '../model/account.ts'
import { resolveMember } from '../references/resolve-member.ts'

export type AddTeamMemberRequest = {
  /** ID or name of a member of the organization. */
  readonly user: string
  readonly role: TeamRole
}

/**
 * Takes a member of the organization into a team. For admins of the team and of its organization.
 * Fails with `ORGANIZATION_NOT_FOUND`, `TEAM_NOT_FOUND`, `FORBIDDEN`, `MEMBER_NOT_FOUND`, `ALREADY_A_MEMBER`.
 */
export async function addTeamMember(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  teamReference: string,
  { user: reference, role }: AddTeamMemberRequest,
): Promise<Member<TeamRole>> {
  const attempt = { action: 'team.add_member', on: 'user', reference } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, now, note } = change
    const { organization, team, caller: current } = await lockTeam(change, organizationReference, teamReference)
    if (!administersTeam(current, team)) throw new KeysteadError('FORBIDDEN')
    const { user } = await resolveMember(transaction, organization.id, reference)
    if (!(await transaction.insertTeamMembership(user.id, team.id, role, now))) {
      throw new KeysteadError('ALREADY_A_MEMBER')
    }
    const target = describeUser(user)
    note({ action: 'team.add_member', organizations: [organization], team, target, details: { role } })
    return { user, role }
  })
}

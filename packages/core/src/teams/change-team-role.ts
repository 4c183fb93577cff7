import { administersTeam } from '../access/administration.ts'
import type { Caller } from '../access/principal.ts'
import { describeUser } from '../audit/describe.ts'
import { lockTeam } from '../change/lock-team.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Member, TeamRole } from '../model/account.ts'
import { resolveTeamMember } from './resolve-team-member.ts'

/**
 * Gives a member of a team another role in it. A team may be without an admin: those of its organization remain.
 * Fails with `ORGANIZATION_NOT_FOUND`, `TEAM_NOT_FOUND`, `FORBIDDEN`, `MEMBER_NOT_FOUND`.
 */
export async function changeTeamRole(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  teamReference: string,
  reference: string,
  role: TeamRole,
): Promise<Member<TeamRole>> {
  const attempt = { action: 'team.change_role', on: 'user', reference } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, note } = change
    const { organization, team, caller: current } = await lockTeam(change, organizationReference, teamReference)
    if (!administersTeam(current, team)) throw new KeysteadError('FORBIDDEN')
    const { user, role: before } = await resolveTeamMember(transaction, team.id, reference)
    if (!(await transaction.updateTeamMembership(user.id, team.id, role))) throw new KeysteadError('MEMBER_NOT_FOUND')
    note({
      action: 'team.change_role',
      organizations: [organization],
      team,
      target: describeUser(user),
      details: { fromRole: before, toRole: role },
    })
    return { user, role }
  })
}

import { administersTeam } from '../access/administration.ts'
import { type Caller, ownIdOf } from '../access/principal.ts'
import { describeUser } from '../audit/describe.ts'
import { lockTeam } from '../change/lock-team.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Member, TeamRole } from '../model/account.ts'
import { resolveTeamMember } from './resolve-team-member.ts'

/**
 * Takes a member out of a team, or lets them leave: from the moment of the answer none of their keys reaches it.
 * Fails with `ORGANIZATION_NOT_FOUND`, `TEAM_NOT_FOUND`, `FORBIDDEN`, `MEMBER_NOT_FOUND`.
 */
export async function removeTeamMember(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  teamReference: string,
  reference: string,
): Promise<Member<TeamRole>> {
  const attempt = { action: 'team.remove_member', on: 'user', reference } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, note } = change
    const { organization, team, caller: current } = await lockTeam(change, organizationReference, teamReference)
    const isOneself = caller.kind === 'user' && [caller.user.id, caller.user.username].includes(reference)
    if (!isOneself && !administersTeam(current, team)) throw new KeysteadError('FORBIDDEN')
    const member = await resolveTeamMember(transaction, team.id, isOneself ? ownIdOf(caller) : reference)
    const { user, role } = member
    if (!(await transaction.deleteTeamMembership(user.id, team.id))) throw new KeysteadError('MEMBER_NOT_FOUND')
    const target = describeUser(user)
    note({ action: 'team.remove_member', organizations: [organization], team, target, details: { role } })
    return member
  })
}

import type { Caller } from '../access/principal.ts'
import { describeTeam, describeUser } from '../audit/describe.ts'
import { lockAdministered } from '../change/lock-administered.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Team } from '../model/account.ts'
import { newTeamId } from '../names/new-identifier.ts'
import { normalizeTeamName } from '../names/normalize-name.ts'
import { resolveMember } from '../references/resolve-member.ts'

export type CreateTeamRequest = {
  readonly name: string
  /** ID or name of the member of the organization who will be its first admin; left out, nobody. */
  readonly admin?: string | undefined
}

/**
 * Makes a team. Fails with `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`, `INVALID_TEAM_NAME`, `NAME_CONTAINS_TOKEN`,
 * `TEAM_NAME_TAKEN`, `MEMBER_NOT_FOUND`.
 */
export async function createTeam(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  request: CreateTeamRequest,
): Promise<Team> {
  const attempt = { action: 'team.create', on: 'team', reference: request.name } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, now, note } = change
    const { organization } = await lockAdministered(change, organizationReference)
    const team: Team = {
      id: newTeamId(instance.randomness),
      name: normalizeTeamName(request.name),
      organizationId: organization.id,
      createdAt: now,
    }
    const admin =
      request.admin === undefined ? undefined : await resolveMember(transaction, organization.id, request.admin)
    if (!(await transaction.insertTeam(team))) throw new KeysteadError('TEAM_NAME_TAKEN')
    const organizations = [organization]
    note({ action: 'team.create', organizations, team, target: describeTeam(team) })
    if (admin !== undefined) {
      await transaction.insertTeamMembership(admin.user.id, team.id, 'admin', now)
      const target = describeUser(admin.user)
      note({ action: 'team.add_member', organizations, team, target, details: { role: 'admin' } })
    }
    return team
  })
}

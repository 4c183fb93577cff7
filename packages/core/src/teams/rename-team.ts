import { administersOrganization } from '../access/administration.ts'
import type { Caller } from '../access/principal.ts'
import { describeTeam } from '../audit/describe.ts'
import { lockTeam } from '../change/lock-team.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Team } from '../model/account.ts'
import { normalizeTeamName } from '../names/normalize-name.ts'

/**
 * Gives a team another name; its ID stays. For admins of the organization. Fails with `ORGANIZATION_NOT_FOUND`,
 * `TEAM_NOT_FOUND`, `FORBIDDEN`, `INVALID_TEAM_NAME`, `NAME_CONTAINS_TOKEN`, `TEAM_NAME_TAKEN`.
 */
export async function renameTeam(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  reference: string,
  newName: string,
): Promise<Team> {
  const attempt = { action: 'team.rename', on: 'team', reference } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { organization, team: before, caller: current } = await lockTeam(change, organizationReference, reference)
    if (!administersOrganization(current, organization.id)) throw new KeysteadError('FORBIDDEN')
    const team = { ...before, name: normalizeTeamName(newName) }
    if (!(await change.transaction.renameTeam(team.id, team.name))) throw new KeysteadError('TEAM_NAME_TAKEN')
    change.note({
      action: 'team.rename',
      organizations: [organization],
      team,
      target: describeTeam(team),
      details: { fromName: before.name, toName: team.name },
    })
    return team
  })
}

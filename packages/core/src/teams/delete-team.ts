import { administersOrganization } from '../access/administration.ts'
import type { Caller } from '../access/principal.ts'
import { describeTeam } from '../audit/describe.ts'
import { lockTeam } from '../change/lock-team.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Team } from '../model/account.ts'

/**
 * Deletes a team, and answers it as it was. For admins of the organization. A team with service accounts stays: their
 * keys would stop with it, which somebody must have decided for each of them.
 * Fails with `ORGANIZATION_NOT_FOUND`, `TEAM_NOT_FOUND`, `FORBIDDEN`, `TEAM_HAS_SERVICE_ACCOUNTS`.
 */
export async function deleteTeam(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  reference: string,
): Promise<Team> {
  const attempt = { action: 'team.delete', on: 'team', reference } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, note } = change
    const { organization, team, caller: current } = await lockTeam(change, organizationReference, reference)
    if (!administersOrganization(current, organization.id)) throw new KeysteadError('FORBIDDEN')
    if (await transaction.hasServiceAccounts(team.id)) throw new KeysteadError('TEAM_HAS_SERVICE_ACCOUNTS')
    if (!(await transaction.deleteTeam(team.id))) throw new KeysteadError('TEAM_NOT_FOUND')
    note({ action: 'team.delete', organizations: [organization], team, target: describeTeam(team) })
    return team
  })
}

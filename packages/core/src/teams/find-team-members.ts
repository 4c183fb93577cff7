import type { Principal } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import type { Member, TeamRole } from '../model/account.ts'
import { type FindRequest, type Page, readPageByName } from '../pages/page-by-name.ts'
import { resolveTeam } from '../references/resolve-team.ts'

/**
 * The people of a team, by user name, for everyone who sees the team.
 * Fails with `ORGANIZATION_NOT_FOUND`, `TEAM_NOT_FOUND`, `INVALID_CURSOR`.
 */
export async function findTeamMembers(
  { store }: Instance,
  caller: Principal,
  organization: string,
  reference: string,
  request: FindRequest,
): Promise<Page<Member<TeamRole>>> {
  const { team } = await resolveTeam(store, caller, organization, reference)
  return readPageByName(
    request,
    (query) => store.listTeamMembers(team.id, query),
    ({ user }) => ({ name: user.username, id: user.id }),
  )
}

import { administersOrganization } from '../access/administration.ts'
import type { Principal } from '../access/principal.ts'
import type { OrganizationId, TeamId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { Team } from '../model/account.ts'
import { type FindRequest, type Page, readPageByName } from '../pages/page-by-name.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import { resolveTeam } from '../references/resolve-team.ts'

/** The teams of an organization that the caller sees, by name. Fails with `ORGANIZATION_NOT_FOUND`, `INVALID_CURSOR`. */
export async function findTeams(
  { store }: Instance,
  caller: Principal,
  reference: string,
  request: FindRequest,
): Promise<Page<Team>> {
  const { id } = await resolveOrganization(store, caller, reference)
  const ids = visibleTeams(caller, id)
  return readPageByName(
    request,
    (query) => store.listTeams({ ...query, organizationId: id, ...(ids !== undefined && { ids }) }),
    (team) => team,
  )
}

/** One team that the caller sees. Fails with `ORGANIZATION_NOT_FOUND`, `TEAM_NOT_FOUND`. */
export async function getTeam(
  { store }: Instance,
  caller: Principal,
  organization: string,
  reference: string,
): Promise<Team> {
  return (await resolveTeam(store, caller, organization, reference)).team
}

/** The same as `seesTeam`, for lists: undefined stands for all. */
function visibleTeams(caller: Principal, organizationId: OrganizationId): TeamId[] | undefined {
  if (administersOrganization(caller, organizationId)) return undefined
  if (caller.kind === 'user') return caller.teamMemberships.map(({ team }) => team.id)
  const { team } = caller.serviceAccount
  return team === null ? undefined : [team.id]
}

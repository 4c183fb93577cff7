import { administersOrganization, administersTeam } from '../access/administration.ts'
import type { Principal } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import type { Member, ServiceAccount, Team, TeamRole } from '../model/account.ts'
import type { Invitation } from '../model/invitation.ts'
import { resolveTeam } from '../references/resolve-team.ts'

/** Whoever belongs to a team, or is about to. */
export type TeamRoster = {
  /** By user name. */
  readonly people: readonly Member<TeamRole>[]
  /** Oldest first. */
  readonly invited: readonly Invitation[]
  /** Those that belong to the team, oldest first. */
  readonly serviceAccounts: readonly ServiceAccount[]
}

/** Of each kind. A team that has more is to be read page by page. */
const mostListed = 1_000

/**
 * The whole of a team at once, as much of it as the caller may know: its people for everyone who sees it, its service
 * accounts for who administers it, who is invited to it for admins of the organization.
 * Fails with `ORGANIZATION_NOT_FOUND`, `TEAM_NOT_FOUND`.
 */
export async function findTeamRoster(
  { store, clock }: Instance,
  caller: Principal,
  organization: string,
  reference: string,
): Promise<TeamRoster> {
  const { team } = await resolveTeam(store, caller, organization, reference)
  const { id, organizationId } = team
  const people = await store.listTeamMembers(id, { limit: mostListed })
  const invited = administersOrganization(caller, organizationId)
    ? await store.listInvitations(organizationId, clock.now(), mostListed)
    : []
  return {
    people,
    invited: invited.filter((invitation) => invitation.team?.team.id === id).reverse(),
    serviceAccounts: await listServiceAccounts(store, caller, team),
  }
}

async function listServiceAccounts(
  store: Instance['store'],
  caller: Principal,
  team: Team,
): Promise<readonly ServiceAccount[]> {
  if (caller.kind === 'service_account') {
    return caller.serviceAccount.team?.id === team.id ? [caller.serviceAccount] : []
  }
  if (!administersTeam(caller, team)) return []
  const { id, organizationId } = team
  const found = await store.listServiceAccounts({ organizationId, teamIds: [id], limit: mostListed })
  return found.toSorted((one, other) => one.createdAt - other.createdAt)
}

import { administersTeam } from '../access/administration.ts'
import { type Principal, reachesTeam } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { OrganizationReference, Team, TeamReference } from '../model/account.ts'
import type { StoreReader } from '../ports/store.ts'
import { findReachedOrganization, resolveOrganization } from './resolve-organization.ts'

export type ResolvedTeam = { readonly organization: OrganizationReference; readonly team: Team }

/** A team is seen by who reaches it and by who administers it. */
export function seesTeam(caller: Principal, team: Pick<TeamReference, 'id' | 'organizationId'>): boolean {
  return reachesTeam(caller, team) || administersTeam(caller, team)
}

/**
 * The team that a caller refers to, in an organization that they refer to. Fails with `ORGANIZATION_NOT_FOUND`, and with
 * `TEAM_NOT_FOUND` alike for a team that they do not see and for one that does not exist.
 */
export async function resolveTeam(
  store: StoreReader,
  caller: Principal,
  organizationReference: string,
  reference: string,
): Promise<ResolvedTeam> {
  const organization = await resolveOrganization(store, caller, organizationReference)
  const team = await store.findTeam(organization.id, reference)
  if (team === undefined || !seesTeam(caller, team)) throw new KeysteadError('TEAM_NOT_FOUND')
  return { organization, team }
}

/** The team that a caller refers to, if they administer it; undefined for any other, whether it is there or not. */
export async function findAdministeredTeam(
  store: StoreReader,
  caller: Principal,
  organizationReference: string,
  reference: string,
): Promise<Team | undefined> {
  const organization = await findReachedOrganization(store, caller, organizationReference)
  const team = organization && (await store.findTeam(organization.id, reference))
  return team !== undefined && administersTeam(caller, team) ? team : undefined
}

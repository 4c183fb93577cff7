import { administersOrganization } from '../access/administration.ts'
import {
  administeredOrganizations,
  isInstanceAdmin,
  type Principal,
  reachedOrganizations,
} from '../access/principal.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { StoreReader } from '../ports/store.ts'
import { findReachedOrganization } from './resolve-organization.ts'
import { seesTeam } from './resolve-team.ts'

/** A team as the functions of `teams/` take it: organization and team, each by ID or name. */
export type TeamPlace = { readonly organization: string; readonly team: string }

/**
 * Which team is meant by a text that may leave its organization out, as W&B's clients do: `organization/team`, or the ID
 * or name of a team alone. That is looked for in the caller's own organizations in the order of their names, and the
 * first team that the caller sees is the one. What stands before the first slash is an organization if the caller reaches
 * one of that ID or name.
 *
 * Never fails. Where nothing is found, whoever acts on the answer fails with `TEAM_NOT_FOUND` or `ORGANIZATION_NOT_FOUND`,
 * and so remembers what was wanted as it does for every other refusal.
 *
 * @example await locateTeam(instance, caller, 'acme/research')
 */
export async function locateTeam({ store }: Instance, caller: Principal, reference: string): Promise<TeamPlace> {
  const qualified = await findQualified(store, caller, reference)
  if (qualified !== undefined) return qualified
  const organizations = reachedOrganizations(caller)
  for (const { id } of organizations) {
    if (!seesTeamsIn(caller, id)) continue
    const team = await store.findTeam(id, reference)
    if (team !== undefined && seesTeam(caller, team)) return { organization: id, team: team.id }
  }
  return { organization: organizations[0]?.id ?? reference, team: reference }
}

/**
 * Where a team would be made that is named alone or as `organization/team`: alone, in the only organization that the
 * caller administers. Undefined where they administer several and must say which.
 */
export async function locateNewTeam(
  { store }: Instance,
  caller: Principal,
  name: string,
): Promise<TeamPlace | undefined> {
  const qualified = await findQualified(store, caller, name)
  if (qualified !== undefined) return qualified
  const reached = reachedOrganizations(caller).map(({ id }) => id)
  const administered = administeredOrganizations(caller)
  // Admins of the instance administer also where they are mere members. Who administers nothing is refused in any place.
  const possible = administered.length > 0 || !isInstanceAdmin(caller) ? administered : reached
  if (possible.length > 1) return undefined
  return { organization: possible[0] ?? reached[0] ?? name, team: name }
}

async function findQualified(store: StoreReader, caller: Principal, text: string): Promise<TeamPlace | undefined> {
  const slash = text.indexOf('/')
  if (slash === -1) return undefined
  const organization = await findReachedOrganization(store, caller, text.slice(0, slash))
  return organization && { organization: organization.id, team: text.slice(slash + 1) }
}

/** Spares a member of many organizations a question to each of them. */
function seesTeamsIn(caller: Principal, id: OrganizationId): boolean {
  if (caller.kind === 'service_account' || administersOrganization(caller, id)) return true
  return caller.teamMemberships.some(({ team }) => team.organizationId === id)
}

import type { OrganizationId } from '../identifiers.ts'
import type { ServiceAccount, TeamReference } from '../model/account.ts'
import { administeredOrganizations, administeredTeams, isInstanceAdmin, ownIdOf, type Principal } from './principal.ts'

// Who governs what (design §5), from the whole to the part: who administers the whole administers each part of it.

export function administersOrganization(principal: Principal, id: OrganizationId): boolean {
  return isInstanceAdmin(principal) || administeredOrganizations(principal).includes(id)
}

export function administersTeam(principal: Principal, team: Pick<TeamReference, 'id' | 'organizationId'>): boolean {
  return administersOrganization(principal, team.organizationId) || administeredTeams(principal).includes(team.id)
}

export function administersServiceAccount(
  principal: Principal,
  { organization, team }: Pick<ServiceAccount, 'organization' | 'team'>,
): boolean {
  return team === null ? administersOrganization(principal, organization.id) : administersTeam(principal, team)
}

/** A service account is seen by itself, and by those who administer it. */
export function seesServiceAccount(
  principal: Principal,
  serviceAccount: Pick<ServiceAccount, 'id' | 'organization' | 'team'>,
): boolean {
  return ownIdOf(principal) === serviceAccount.id || administersServiceAccount(principal, serviceAccount)
}

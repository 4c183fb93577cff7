import {
  administeredOrganizations,
  isInstanceAdmin,
  type Principal,
  reachedOrganizations,
} from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { TeamReference } from '../model/account.ts'
import type { Places } from '../ports/places.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import type { VerificationDemand } from './evaluate-verification.ts'

export type VerificationRequest = {
  /** ID or name of the organization that the token must reach. */
  readonly organization?: string | undefined
  /** ID or name of the team that the token must reach, in the organization, or else in one of the caller's. */
  readonly team?: string | undefined
}

/**
 * What a caller may ask of tokens: only for organizations that they verify for, so that nobody learns of the principals
 * of others by collecting tokens. Fails with `NOT_A_VERIFIER`, and with `ORGANIZATION_NOT_FOUND` alike for an
 * organization that is not theirs and for one that does not exist.
 */
export async function resolveVerificationDemand(
  places: Places,
  caller: Principal,
  request: VerificationRequest,
): Promise<VerificationDemand> {
  const own = ownVerificationDemand(caller)
  if (request.organization === undefined && request.team === undefined) return own
  const organizations = await chooseOrganizations(places, caller, own.organizations, request.organization)
  const place = organizations === undefined ? {} : { organizations }
  if (request.team === undefined) return own.teams === undefined ? place : { ...place, teams: own.teams }
  // A team that is not there is reached by nobody, and neither is another than that of a team's verifier.
  const teams: Pick<TeamReference, 'id' | 'organizationId'>[] = []
  for (const id of organizations ?? reachedOrganizations(caller).map((organization) => organization.id)) {
    const team = await places.findTeam(id, request.team)
    if (team !== undefined && (own.teams === undefined || own.teams.some((one) => one.id === team.id))) teams.push(team)
  }
  return { ...place, teams }
}

/** What a caller asks of tokens who names no place: to reach one that they verify for. Fails with `NOT_A_VERIFIER`. */
export function ownVerificationDemand(caller: Principal): VerificationDemand {
  if (isInstanceAdmin(caller)) return {}
  if (caller.kind === 'service_account') {
    const { verifier, organization, team } = caller.serviceAccount
    if (!verifier) throw new KeysteadError('NOT_A_VERIFIER')
    return { organizations: [organization.id], ...(team !== null && { teams: [team] }) }
  }
  const organizations = administeredOrganizations(caller)
  if (organizations.length === 0) throw new KeysteadError('NOT_A_VERIFIER')
  return { organizations }
}

async function chooseOrganizations(
  places: Places,
  caller: Principal,
  allowed: readonly OrganizationId[] | undefined,
  reference: string | undefined,
): Promise<readonly OrganizationId[] | undefined> {
  if (reference === undefined) return allowed
  const { id } = await resolveOrganization(places, caller, reference)
  if (allowed !== undefined && !allowed.includes(id)) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
  return [id]
}

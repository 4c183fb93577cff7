import { administeredOrganizations, isInstanceAdmin, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { VerificationDemand } from './evaluate-verification.ts'
import { resolveOrganization } from './resolve-organization.ts'

export type VerificationRequest = {
  /** ID or name of the organization that the token must reach. */
  readonly organization?: string | undefined
  /** Name of the team that the token must reach. */
  readonly team?: string | undefined
}

/**
 * What a caller may ask of tokens: only for organizations that they verify for, so that nobody learns of the principals
 * of others by collecting tokens. Fails with `NOT_A_VERIFIER`, and with `ORGANIZATION_NOT_FOUND` alike for an
 * organization that is not theirs and for one that does not exist.
 */
export async function resolveVerificationDemand(
  instance: Instance,
  caller: Principal,
  request: VerificationRequest,
): Promise<VerificationDemand> {
  const unlimited = isInstanceAdmin(caller)
  const verifiesFor = administeredOrganizations(caller)
  if (!unlimited && verifiesFor.length === 0) throw new KeysteadError('NOT_A_VERIFIER')
  const team = request.team === undefined ? {} : { team: request.team }
  if (request.organization === undefined) return unlimited ? team : { organizations: verifiesFor, ...team }

  const organizationId = await resolveOrganization(instance, caller, request.organization)
  if (!unlimited && !verifiesFor.includes(organizationId)) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
  return { organizations: [organizationId], ...team }
}

import type { Places } from '../ports/places.ts'
import type { VerificationDemand } from './evaluate-verification.ts'

/** What a token must reach, as the configuration of a proxy says it. */
export type Requirement = {
  /** ID or name. */
  readonly organization: string
  /** ID or name of one of its teams. */
  readonly team?: string | undefined
}

/**
 * What is asked of a token where nobody vouches for the question: whoever presents it learns of their own reach, and of
 * nothing else. So that is not an error which is not there: it is reached by nobody, as something out of reach is.
 *
 * The only place in which `/auth` turns names into IDs.
 */
export async function resolveRequirement(
  places: Places,
  requirement: Requirement | undefined,
): Promise<VerificationDemand> {
  if (requirement === undefined) return {}
  const organization = await places.findOrganization(requirement.organization)
  if (organization === undefined) return { organizations: [] }
  const organizations = [organization.id]
  if (requirement.team === undefined) return { organizations }
  const team = await places.findTeam(organization.id, requirement.team)
  return { organizations, teams: team === undefined ? [] : [team] }
}

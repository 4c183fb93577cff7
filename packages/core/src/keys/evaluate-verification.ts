import { type Principal, principalOf, reachedOrganizations, reachesTeam } from '../access/principal.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { TeamReference } from '../model/account.ts'
import { keyState } from '../model/api-key.ts'
import type { RefusalReason } from '../model/refusal.ts'
import type { KeyFacts, VerifiableKey } from '../ports/store.ts'

/** What a verifier asks of a token beside being good. */
export type VerificationDemand = {
  /** The token must reach one of these. Left out: any good token will do. */
  readonly organizations?: readonly OrganizationId[]
  /** The token must reach one of these teams, too. Left out: any place in the organizations will do. */
  readonly teams?: readonly Pick<TeamReference, 'id' | 'organizationId'>[]
}

/** The answer to "is this token good?": not an exception, since a refusal is no failure. */
export type Verification =
  | { readonly valid: true; readonly key: KeyFacts; readonly principal: Principal }
  | { readonly valid: false; readonly code: 'INVALID_KEY' | 'FORBIDDEN'; readonly reason: RefusalReason }

export const refuse = (reason: RefusalReason): Verification => ({
  valid: false,
  // One code for every reason but the last: whoever presents a bad token learns nothing of why it is bad.
  code: reason === 'out-of-reach' ? 'FORBIDDEN' : 'INVALID_KEY',
  reason,
})

/**
 * Decides whether a token is good for what is asked of it. Pure: the record that was found under the token's key ID (if
 * any), whether the digests were equal, the demand and the time are all that it looks at.
 */
export function evaluateVerification(
  record: Pick<VerifiableKey, 'key' | 'account' | 'closedToPersonalKeys'> | undefined,
  digestMatches: boolean,
  demand: VerificationDemand,
  now: number,
): Verification {
  if (record === undefined) return refuse('unknown')
  if (!digestMatches) return refuse('wrong-secret')
  const state = keyState(record.key, now)
  if (state !== 'active') return refuse(state)

  const principal = principalOf(record.key, record.account, record.closedToPersonalKeys)
  if (principal === undefined) return refuse('out-of-reach')
  const { organizations, teams } = demand
  if (organizations !== undefined && !reachesAny(principal, organizations)) return refuse('out-of-reach')
  if (teams !== undefined && !teams.some((team) => reachesTeam(principal, team))) return refuse('out-of-reach')
  return { valid: true, key: record.key, principal }
}

function reachesAny(principal: Principal, organizations: readonly OrganizationId[]): boolean {
  return reachedOrganizations(principal).some(({ id }) => organizations.includes(id))
}

import { type Principal, principalOf } from '../access/principal.ts'
import type { OrganizationId } from '../identifiers.ts'
import { type ApiKey, keyState } from '../model/api-key.ts'
import type { VerifiableKey } from '../ports/store.ts'

/** What a verifier asks of a token beside being good. */
export type VerificationDemand = {
  /** The token must reach one of these. Left out: any good token will do. */
  readonly organizations?: readonly OrganizationId[]
  /** The token must reach this team, by name. */
  readonly team?: string
}

/** Why a token was refused. For the log and the key's owner; never for who presented or checked the token. */
export type RefusalReason = 'malformed' | 'checksum' | 'unknown' | 'wrong-secret' | 'expired' | 'out-of-reach'

/** The answer to "is this token good?": not an exception, since a refusal is no failure. */
export type Verification =
  | { readonly valid: true; readonly key: ApiKey; readonly principal: Principal }
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
  record: VerifiableKey | undefined,
  digestMatches: boolean,
  demand: VerificationDemand,
  now: number,
): Verification {
  if (record === undefined) return refuse('unknown')
  if (!digestMatches) return refuse('wrong-secret')
  if (keyState(record.key, now) === 'expired') return refuse('expired')

  const principal = principalOf(record.key, record.user, record.memberships, record.closedToPersonalKeys)
  // A confined key whose owner has left that organization authenticates nobody any more.
  if (principal.reach.kind === 'organization' && principal.memberships.length === 0) return refuse('out-of-reach')
  const reaches = new Set(principal.memberships.map(({ organization }) => organization.id))
  if (demand.organizations !== undefined && !demand.organizations.some((id) => reaches.has(id))) {
    return refuse('out-of-reach')
  }
  // No organization has teams yet, so no key reaches one: refused until it does, never silently let through.
  if (demand.team !== undefined) return refuse('out-of-reach')
  return { valid: true, key: record.key, principal }
}

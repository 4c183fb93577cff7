import type { Finding, Place } from '../content/finding.ts'

/** A finding as programs may have it: all but the secret. */
export type PublicFinding = Omit<Finding, 'token' | 'place'> & Place

export function publicFinding({ rule, certainty, masked, keyId, fingerprint, place }: Finding): PublicFinding {
  return { rule, certainty, masked, keyId, ...place, fingerprint }
}

import { type ClientDetails, KeysteadError, resolveRequirement, type Verification } from '@keystead/core'
import type { Verifier } from '@keystead/verifier'
import { readCredentials } from '../http/credentials.ts'
import { type Identity, writeIdentity } from './identity-headers.ts'
import { readRequirement } from './read-requirement.ts'

/** What a proxy has to say of a request that it wants to let pass. */
export type Subrequest = {
  /** The header of this name, as the client sent it. */
  readonly authorization: string | undefined
  /** From the proxy's configuration: what the token must reach. */
  readonly requirement: unknown
  /** Who made the request, not the proxy. */
  readonly client: ClientDetails
  /** By which its answer, its line in the log and its explanation are found together. */
  readonly requestId: string
}

export const door = 'forward_auth'

/**
 * Whether a proxy may let a request pass, and in whose name. Fails with `UNAUTHENTICATED`, the same for every token that is
 * not good, with `FORBIDDEN` for a good one that does not reach what is required, and with `UNAVAILABLE` where that
 * cannot be known.
 *
 * The proxy has no credential of its own. It needs none: a token is answered about itself, and whoever holds it can ask
 * `/api/v1/me` the same.
 */
export async function checkAccess(
  verifier: Verifier,
  { authorization, requirement, client, requestId }: Subrequest,
): Promise<Identity> {
  const required = readRequirement(requirement)
  const token = readCredentials(authorization)
  if (token === undefined) throw new KeysteadError('UNAUTHENTICATED', { internal: 'no credentials' })
  const demand = await resolveRequirement(verifier.places, required)
  const verification = await verifier.verify(token, demand, client, { requestId, door })
  if (!verification.valid) throw refusalOf(verification)
  return writeIdentity(verification.principal, demand)
}

/** What a proxy is told of a token that is refused. */
export function refusalOf({ code, reason }: Extract<Verification, { valid: false }>): KeysteadError {
  return new KeysteadError(code === 'FORBIDDEN' ? 'FORBIDDEN' : 'UNAUTHENTICATED', { internal: reason })
}

import {
  type ClientDetails,
  KeysteadError,
  type Requirement,
  resolveRequirement,
  type Verification,
  type VerificationDemand,
} from '@keystead/core'
import type { RepeatedToken, Verifier } from '@keystead/verifier'
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
}

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
  { authorization, requirement, client }: Subrequest,
): Promise<Identity> {
  const required = readRequirement(requirement)
  const token = readCredentials(authorization)
  if (token === undefined) throw new KeysteadError('UNAUTHENTICATED', { internal: 'no credentials' })
  return checkToken(verifier, token, required, client)
}

/** The same, of a token and a requirement that have been read. */
export async function checkToken(
  verifier: Verifier,
  token: string | RepeatedToken,
  required: Requirement | undefined,
  client: ClientDetails,
): Promise<Identity> {
  const demand = await resolveRequirement(verifier.places, required)
  return identify(await verifier.verify(token, demand, client), demand)
}

/** The same without waiting, where nothing is required; undefined where that has to be. */
export function checkTokenNow(verifier: Verifier, token: RepeatedToken, client: ClientDetails): Identity | undefined {
  const verification = verifier.verifyNow(token, {}, client)
  return verification && identify(verification, {})
}

function identify(verification: Verification, demand: VerificationDemand): Identity {
  if (verification.valid) return writeIdentity(verification.principal, demand)
  const code = verification.code === 'FORBIDDEN' ? 'FORBIDDEN' : 'UNAUTHENTICATED'
  throw new KeysteadError(code, { internal: verification.reason })
}

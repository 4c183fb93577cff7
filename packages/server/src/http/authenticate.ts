import { type Caller, KeysteadError, type Principal, type RequestOrigin } from '@keystead/core'
import type { Verifier } from '@keystead/verifier'
import type { FastifyRequest } from 'fastify'
import { readCredentials } from './credentials.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
  }
}

/** RFC 9110 §11.6.1 asks for one with every 401. Bearer, not Basic: browsers would open a password prompt. */
export const challenge = 'Bearer realm="keystead"'

/**
 * Finds out who calls, or fails with `UNAUTHENTICATED`, the same for every reason. Runs before the body is read, so that
 * nobody unknown can make the server parse anything.
 */
export async function authenticate(verifier: Verifier, request: FastifyRequest): Promise<void> {
  const token = readCredentials(request.headers.authorization)
  const verification = token === undefined ? undefined : await verifier.verify(token)
  if (verification?.valid !== true) {
    throw new KeysteadError('UNAUTHENTICATED', { internal: verification?.reason ?? 'no credentials' })
  }
  request.principal = verification.principal
}

/** Who calls, on a route behind {@link authenticate}. */
export function principalOfRequest(request: FastifyRequest): Principal {
  if (request.principal === null) throw new KeysteadError('INTERNAL', { internal: 'a route without authentication' })
  return request.principal
}

/** Where a request came from, for the audit trail. */
export function originOf(request: FastifyRequest): RequestOrigin {
  return { ip: request.ip, requestId: request.id }
}

/** Who asks for a change, and from where, on a route behind {@link authenticate}. */
export function callerOf(request: FastifyRequest): Caller {
  return { ...principalOfRequest(request), origin: originOf(request) }
}

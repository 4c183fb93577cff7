import {
  type Browser,
  type Caller,
  type Instance,
  KeysteadError,
  type Principal,
  type RefusalReason,
  type RequestOrigin,
  verifySession,
} from '@keystead/core'
import type { Occasion, Verifier } from '@keystead/verifier'
import type { FastifyRequest } from 'fastify'
import { clientOf } from './client-of.ts'
import { readCredentials } from './credentials.ts'
import { refuseCrossSite } from './refuse-cross-site.ts'
import { readSessionCookie } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
    /** At which door the principal's key was shown; null for no key. */
    door: Occasion['door'] | null
  }
}

/** RFC 9110 §11.6.1 asks for one with every 401. Bearer, not Basic: browsers would open a password prompt. */
export const challenge = 'Bearer realm="keystead"'

/** What finds out who calls. */
export type Doorkeeper = {
  readonly instance: Instance
  readonly verifier: Verifier
  /** Known for certain only once the server listens. */
  readonly publicUrl: () => string
}

/** Where a token is shown, of all that it may be shown at. */
type Door = Pick<Doorkeeper, 'verifier'> & Pick<Occasion, 'door'>

/** The failure of whoever cannot say who they are. Why is for the log: they learn nothing of it. */
export function unauthenticated(why: RefusalReason | 'no credentials' | 'no such session'): KeysteadError {
  return new KeysteadError('UNAUTHENTICATED', { internal: why })
}

/**
 * Finds out who calls, or fails with `UNAUTHENTICATED`, the same for every reason. Runs before the body is read, so that
 * nobody unknown can make the server parse anything.
 */
export async function authenticate({ verifier, door }: Door, request: FastifyRequest): Promise<void> {
  const token = readCredentials(request.headers.authorization)
  const occasion = { requestId: request.id, door }
  const verification = token === undefined ? undefined : await verifier.verify(token, {}, clientOf(request), occasion)
  if (verification?.valid !== true) throw unauthenticated(verification?.reason ?? 'no credentials')
  request.principal = verification.principal
  request.door = door
}

/**
 * The same where browsers come, too: by the session cookie, unless there is an Authorization header, be it good or bad.
 * Fails with `CROSS_SITE_REQUEST`, too.
 */
export async function authenticateAny(doorkeeper: Doorkeeper, request: FastifyRequest): Promise<void> {
  const { instance, publicUrl } = doorkeeper
  const cookie = request.headers.authorization === undefined ? readSessionCookie(request, publicUrl()) : undefined
  if (cookie === undefined) return authenticate({ ...doorkeeper, door: 'api' }, request)
  // First: another site learns nothing by how long it takes to look at the cookie.
  refuseCrossSite(request, publicUrl())
  const principal = await verifySession(instance, cookie)
  if (principal === undefined) throw unauthenticated('no such session')
  request.principal = principal
}

/**
 * The same for doors that open to nobody, too. Bad credentials are no missing ones: whoever sent them meant to come as
 * somebody. A cookie is different: the browser sends that of a session which has long ended, and nobody meant anything by it.
 */
export async function authenticateIfAnybody(doorkeeper: Doorkeeper, request: FastifyRequest): Promise<void> {
  try {
    await authenticateAny(doorkeeper, request)
  } catch (error) {
    const isNobody = error instanceof KeysteadError && error.code === 'UNAUTHENTICATED'
    if (!isNobody || request.headers.authorization !== undefined) throw error
  }
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

/** The browser that asks to sign in. */
export function browserOf(request: FastifyRequest, publicUrl: string): Pick<Browser, 'userAgent' | 'cookie'> {
  return {
    userAgent: request.headers['user-agent'] ?? null,
    cookie: readSessionCookie(request, publicUrl) ?? null,
  }
}

/** Who asks for a change, and from where, on a route behind {@link authenticate}. */
export function callerOf(request: FastifyRequest): Caller {
  return { ...principalOfRequest(request), origin: originOf(request) }
}

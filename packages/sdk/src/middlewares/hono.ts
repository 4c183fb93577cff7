import type { MiddlewareHandler } from 'hono'
import type { ValidKey } from '../api/api.ts'
import { checkRequest, type GuardOptions } from '../guard/check-request.ts'
import { toResponse } from '../guard/refusal.ts'
import { toIncoming } from './fetch.ts'

/** What {@link keystead} tells the handlers behind it, by `c.get('keystead')`. */
export type KeysteadEnv = { Variables: { keystead: ValidKey } }

/**
 * A middleware for Hono that lets requests with a good key pass, and sets the key as `keystead`. Refused are requests without
 * one (401), with one that does not reach what the options ask for (403), with a token in their URL (400), and all while keys
 * cannot be checked (503).
 *
 * @example
 * const app = new Hono<KeysteadEnv>()
 * app.use('/api/*', keystead({ client, organization: 'acme' }))
 * app.get('/api/hello', (c) => c.text(`Hello ${c.get('keystead').principal.name}`))
 */
export function keystead(options: GuardOptions): MiddlewareHandler<KeysteadEnv> {
  return async (c, next) => {
    const decision = await checkRequest(options, toIncoming(c.req.raw))
    if (!decision.allowed) return toResponse(decision.refusal)
    c.set('keystead', decision.key)
    return next()
  }
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ValidKey } from '../api/api.ts'
import { checkRequest, type GuardOptions } from '../guard/check-request.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that the request came with. There behind {@link keystead}, and nowhere else. */
    keystead: ValidKey
  }
}

/**
 * An `onRequest` hook for Fastify, of a scope or of one route, that lets requests with a good key pass, and puts the key into
 * `request.keystead`. Refused are requests without one (401), with one that does not reach what the options ask for (403), with
 * a token in their URL (400), and all while keys cannot be checked (503).
 *
 * @example
 * app.addHook('onRequest', keystead({ client, organization: 'acme' }))
 * app.get('/hello', async (request) => `Hello ${request.keystead.principal.name}`)
 */
export function keystead(options: GuardOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { originalUrl, headers, ip } = request
    const decision = await checkRequest(options, {
      url: originalUrl,
      authorization: headers.authorization,
      userAgent: headers['user-agent'],
      ip,
    })
    if (decision.allowed) {
      request.keystead = decision.key
      return undefined
    }
    const { status, headers: refusalHeaders, body } = decision.refusal
    return reply.code(status).headers(refusalHeaders).send(body)
  }
}

import { METHODS } from 'node:http'
import { KeysteadError } from '@keystead/core'
import type { Verifier } from '@keystead/verifier'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { clientOf } from '../http/client-of.ts'
import { checkAccess } from './check-access.ts'

/**
 * `/auth`: may this request pass? For proxies that ask before they forward. Only the headers and the query count, never
 * the method or a body: some proxies ask in the manner of the request that they hold.
 */
export function forwardAuthEdge(verifier: Verifier): FastifyPluginAsync {
  return async (app) => {
    const method = teachMethods(app)
    app.addHook('onSend', async (_request, reply) => {
      // Good for this one request: nothing on the way may answer the next one with it.
      reply.header('cache-control', 'no-store')
    })

    const answer = async (request: FastifyRequest, reply: FastifyReply) => {
      const { 'content-length': length, 'transfer-encoding': transferEncoding } = request.headers
      // Some proxies announce the body of the request that they hold, and do not send it: what comes next on this connection
      // would be taken for it.
      if (transferEncoding !== undefined || Number(length ?? 0) !== 0) reply.header('connection', 'close')
      const authorization = onlyAuthorization(request)
      const identity = await checkAccess(verifier, {
        authorization,
        requirement: request.query,
        client: clientOf(request),
        requestId: request.id,
      })
      return reply.headers(identity).send()
    }
    // Answered as soon as the headers are there: a body that came along would only be read to be thrown away.
    app.route({ method, url: '/auth', onRequest: answer, handler: answer })

    // A proxy that puts the client's path behind ours would ask in the client's words, its query for a requirement. Some of
    // those paths are pages of the console, which answer everybody with 200: to the proxy, that would mean to let pass.
    const refuse = async () => {
      throw new KeysteadError('NOT_FOUND', { internal: 'a path behind /auth: the proxy must ask for /auth itself' })
    }
    app.route({ method, url: '/auth/*', onRequest: refuse, handler: refuse })
  }
}

/** The methods of HTTP, of which Fastify does not know all by itself. CONNECT is none that reaches a route. */
function teachMethods(app: FastifyInstance): string[] {
  const methods = METHODS.filter((method) => method !== 'CONNECT')
  for (const method of methods) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method)
  return methods
}

/** Of several headers, Node takes the first, and the service behind the proxy may take the last: nobody is let in by either. */
function onlyAuthorization({ headers, raw }: FastifyRequest): string | undefined {
  const names = raw.rawHeaders.filter((text, place) => place % 2 === 0 && text.toLowerCase() === 'authorization')
  return names.length === 1 ? headers.authorization : undefined
}

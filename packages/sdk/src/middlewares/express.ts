import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ValidKey } from '../api/api.ts'
import { checkRequest, type GuardOptions } from '../guard/check-request.ts'
import { sendRefusal, toIncoming } from './node.ts'

declare global {
  namespace Express {
    interface Request {
      /** The key that the request came with. There behind {@link keystead}, and nowhere else. */
      keystead: ValidKey
    }
  }
}

type ExpressRequest = IncomingMessage & { keystead: ValidKey; originalUrl?: string; ip?: string | undefined }

/**
 * A middleware for Express 4 and 5 that lets requests with a good key pass, and puts the key into `request.keystead`. Refused
 * are requests without one (401), with one that does not reach what the options ask for (403), with a token in their URL (400),
 * and all while keys cannot be checked (503). Put it behind `cors()`: browsers ask for permission without a key.
 *
 * @example
 * app.use('/api', keystead({ client, organization: 'acme' }))
 * app.get('/api/hello', (request, response) => response.send(`Hello ${request.keystead.principal.name}`))
 */
export function keystead(options: GuardOptions) {
  return async (request: ExpressRequest, response: ServerResponse, next: (error?: unknown) => void): Promise<void> => {
    const { originalUrl, ip } = request
    const incoming = toIncoming(request)
    // Express takes from `url` what a router is mounted at, and knows of trusted proxies.
    const decision = await checkRequest(options, {
      ...incoming,
      url: originalUrl ?? incoming.url,
      ip: ip ?? incoming.ip,
    })
    if (!decision.allowed) return sendRefusal(response, decision.refusal)
    request.keystead = decision.key
    next()
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ValidKey } from '../api/api.ts'
import { checkRequest, type GuardOptions } from '../guard/check-request.ts'
import type { Refusal } from '../guard/refusal.ts'

/**
 * Guards a handler of `node:http`. It is called for requests with a good key only, and gets the key. Refused are requests
 * without one (401), with one that does not reach what the options ask for (403), with a token in their URL (400), and all
 * while keys cannot be checked (503).
 *
 * @example
 * const guard = keystead({ client, organization: 'acme' })
 * createServer(guard((request, response, key) => response.end(`Hello ${key.principal.name}`))).listen(8080)
 */
export function keystead(options: GuardOptions) {
  return (handler: (request: IncomingMessage, response: ServerResponse, key: ValidKey) => unknown) =>
    async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const decision = await checkRequest(options, toIncoming(request))
      if (decision.allowed) await handler(request, response, decision.key)
      else sendRefusal(response, decision.refusal)
    }
}

export const toIncoming = ({ url = '', headers, socket }: IncomingMessage) => ({
  url,
  authorization: headers.authorization,
  userAgent: headers['user-agent'],
  ip: socket.remoteAddress,
})

export function sendRefusal(response: ServerResponse, { status, headers, body }: Refusal): void {
  response.writeHead(status, headers).end(body)
}

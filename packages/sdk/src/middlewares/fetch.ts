import type { ValidKey } from '../api/api.ts'
import { checkRequest, type GuardOptions } from '../guard/check-request.ts'
import { toResponse } from '../guard/refusal.ts'

/**
 * Guards a handler of `Request` and `Response`, as Deno, Bun, edge runtimes and Next.js take them. It gets the request, the key,
 * and whatever else the runtime gives. Refused are requests without a good key (401), with one that does not reach what the
 * options ask for (403), with a token in their URL (400), and all while keys cannot be checked (503).
 *
 * @example
 * const guard = keystead({ client, organization: 'acme' })
 * export default { fetch: guard((request, key) => new Response(`Hello ${key.principal.name}`)) }
 */
export function keystead(options: GuardOptions) {
  return <Given extends Request, Rest extends unknown[]>(
    handler: (request: Given, key: ValidKey, ...rest: Rest) => Response | Promise<Response>,
  ) =>
    async (request: Given, ...rest: Rest): Promise<Response> => {
      const decision = await checkRequest(options, toIncoming(request))
      return decision.allowed ? handler(request, decision.key, ...rest) : toResponse(decision.refusal)
    }
}

/** A request without an address: only what has accepted the connection knows it. */
export const toIncoming = ({ url, headers }: Request) => ({
  url,
  authorization: headers.get('authorization'),
  userAgent: headers.get('user-agent'),
})

import { checkRequest, type GuardOptions } from '../guard/check-request.ts'
import { toResponse } from '../guard/refusal.ts'
import { toIncoming } from './fetch.ts'

/**
 * Guards a route handler of Next.js, which gets the key between the request and the context.
 *
 * @example
 * // app/api/models/[id]/route.ts
 * const guard = keystead({ client, organization: 'acme' })
 * export const GET = guard(async (request: NextRequest, key, { params }: RouteContext<'/api/models/[id]'>) => {
 *   const { id } = await params
 *   return Response.json({ id, reader: key.principal.name })
 * })
 */
export { keystead } from './fetch.ts'

/**
 * For `proxy.ts` (`middleware.ts` before Next.js 16): answers what is refused, and nothing where the request may go on. Handlers
 * behind it learn nothing of the key; where they need it, guard them with {@link keystead} instead.
 *
 * @example
 * export const proxy = keysteadProxy({ client, organization: 'acme' })
 * export const config = { matcher: '/api/:path*' }
 */
export function keysteadProxy(options: GuardOptions): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const decision = await checkRequest(options, toIncoming(request))
    return decision.allowed ? undefined : toResponse(decision.refusal)
  }
}

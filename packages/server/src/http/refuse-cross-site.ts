import { KeysteadError } from '@keystead/core'
import type { FastifyRequest } from 'fastify'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another web site has a browser ask for in somebody's name: the browser adds the cookie by itself, but it also
 * says where the request comes from, which no page can forge (https://www.w3.org/TR/fetch-metadata; the Origin header where
 * there is none of it, RFC 6454). Also what only reads, and also from other hosts of the same domain: our pages alone have
 * business with our cookies. Who says nothing and wants to change something is no browser of today.
 */
export function refuseCrossSite(request: FastifyRequest, publicUrl: string): void {
  const { method, headers } = request
  const site = headers['sec-fetch-site']
  const isSafe = safeMethods.has(method)
  if (site === 'same-origin') return
  // An address that somebody has typed: no page had them do it.
  if (isSafe && site === 'none') return
  if (site === undefined && (headers.origin === undefined ? isSafe : isOurOrigin(request, publicUrl))) return
  throw new KeysteadError('CROSS_SITE_REQUEST')
}

/** The same where programs come, too, which say nothing of where they come from. */
export function refuseOtherSites(request: FastifyRequest, publicUrl: string): void {
  const { 'sec-fetch-site': site, origin } = request.headers
  if (site !== undefined || origin !== undefined) refuseCrossSite(request, publicUrl)
}

/** The public URL, or wherever else we were reached; never by plain HTTP where there is TLS, which anybody on the way forges. */
function isOurOrigin({ headers, host }: FastifyRequest, publicUrl: string): boolean {
  const origin = URL.parse(headers.origin ?? '')
  const ours = URL.parse(publicUrl)
  if (origin === null || ours === null) return false
  if (origin.protocol !== 'https:' && origin.protocol !== ours.protocol) return false
  return origin.host === ours.host || origin.host === host
}

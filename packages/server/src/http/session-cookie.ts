import { sessionLifetimeMs } from '@keystead/core'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** How the cookie is called. The prefix, where there is TLS, keeps other hosts of the domain from setting it. */
const nameAt = (publicUrl: string) => (publicUrl.startsWith('https:') ? '__Host-keystead' : 'keystead')

/**
 * `Secure` also without TLS: browsers take it from localhost, and nothing else should speak plain HTTP. `Lax`, not
 * `Strict`, so that a link from a mail or chat finds people signed in; what is asked for is held against where it comes
 * from. No `Domain`: it is for this host alone.
 */
const attributes = 'Path=/; HttpOnly; Secure; SameSite=Lax'

export function setSessionCookie(reply: FastifyReply, publicUrl: string, token: string): void {
  reply.header('set-cookie', `${nameAt(publicUrl)}=${token}; Max-Age=${sessionLifetimeMs / 1000}; ${attributes}`)
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  reply.header('set-cookie', `${nameAt(publicUrl)}=; Max-Age=0; ${attributes}`)
}

const longestHeader = 8_192

/**
 * The token of the session cookie (RFC 6265), if the request brings exactly one. Of two, one was put there by somebody else
 * (another path, or a neighbour on localhost), and nobody can tell which: neither counts. Never throws.
 */
export function readSessionCookie({ headers }: FastifyRequest, publicUrl: string): string | undefined {
  const { cookie } = headers
  if (cookie === undefined || cookie.length > longestHeader) return undefined
  const start = `${nameAt(publicUrl)}=`
  const found = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
  return found.length === 1 ? found[0]?.slice(start.length) || undefined : undefined
}

import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import proxyAddr from '@fastify/proxy-addr'
import type { ClientDetails } from '@keystead/core'

/** By which a client says what it calls itself: its key’s page shows it under this name. */
export const labelHeader = 'x-keystead-client'

/** What a request says of who makes it, for the record of a key's use. */
export function clientOf(request: {
  readonly ip: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}): ClientDetails {
  const { [labelHeader]: label, 'user-agent': userAgent } = request.headers
  // Node joins both where they come more than once, other than the type says.
  return { ip: request.ip, userAgent: userAgent?.toString(), label: label?.toString() }
}

/** As much of a request as says where it comes from. */
export type Located = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly socket: Pick<Socket, 'remoteAddress'>
}
export type AddressReader = (request: Located) => string | undefined

/**
 * Reads the address that a request comes from where there is no framework to do it: that of the connection, or what a trusted
 * proxy says, exactly as the framework's `request.ip`.
 */
export function addressReader(trustedProxies: readonly string[]): AddressReader {
  if (trustedProxies.length === 0) return ({ socket }) => socket.remoteAddress
  const isTrusted = proxyAddr.compile([...trustedProxies])
  return (request) =>
    request.headers['x-forwarded-for'] === undefined
      ? request.socket.remoteAddress
      : proxyAddr(request as IncomingMessage, isTrusted)
}

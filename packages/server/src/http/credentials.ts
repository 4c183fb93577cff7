const longestHeader = 4096

/**
 * The token of an `Authorization` header: `Bearer <token>` (RFC 6750), or Basic with the token as password and any user
 * name (RFC 7617), of which W&B's clients send `api`. Undefined for a header that holds none. Never throws.
 */
export function readCredentials(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > longestHeader) return undefined
  const match = /^(basic|bearer) +(\S+) *$/i.exec(authorization)
  if (match === null) return undefined
  const [, scheme = '', value = ''] = match
  if (scheme.toLowerCase() === 'bearer') return value
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon === -1 ? undefined : pair.slice(colon + 1) || undefined
}

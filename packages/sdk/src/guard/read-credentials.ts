// Longer than any token, and as long as the server takes.
const longestHeader = 4096

/**
 * The token of an `Authorization` header: `Bearer <token>` (RFC 6750), or Basic with the token as password and any user
 * name (RFC 7617). Undefined for a header that holds none. Never throws.
 */
export function readCredentials(authorization: string | null | undefined): string | undefined {
  if (typeof authorization !== 'string' || authorization.length > longestHeader) return undefined
  const [, scheme, value = ''] = /^(basic|bearer) +([\x21-\x7e]+) *$/i.exec(authorization) ?? []
  if (scheme?.toLowerCase() !== 'basic') return value || undefined
  const [, password] = /^[^:]*:([\x21-\x7e]+)$/s.exec(decodeBase64(value)) ?? []
  return password
}

function decodeBase64(text: string): string {
  try {
    return atob(text)
  } catch {
    return ''
  }
}

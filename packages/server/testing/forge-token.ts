import { crc32 } from 'node:zlib'

// Tokens that nobody was given, and that only the look-up or the digest can refuse: their checksums are right. Written
// from design §4, not from the code that makes tokens.

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function checksumOf(body: string): string {
  let rest = crc32(body)
  let digits = ''
  for (let place = 0; place < 6; place += 1) {
    digits = alphabet.charAt(rest % 62) + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

const otherThan = (character: string) => (character === '0' ? '1' : '0')

function change(token: string, part: 2 | 3, place: number): string {
  const parts = token.slice(0, -6).split('_')
  const text = parts[part] ?? ''
  parts[part] = text.slice(0, place) + otherThan(text.charAt(place)) + text.slice(place + 1)
  const body = parts.join('_')
  return body + checksumOf(body)
}

/** The same key ID with another secret. */
export const forgeSecret = (token: string): string => change(token, 3, 20)

/** A key ID that does not exist, unless 62^16 to one comes true. */
export const forgeKeyId = (token: string): string => change(token, 2, 7)

/** Another secret under the old checksum: what a mistake in typing gives. */
export function mistype(token: string): string {
  return forgeSecret(token).slice(0, -6) + token.slice(-6)
}

/** The 43 characters that are secret. */
export const secretOf = (token: string): string => token.slice(-49, -6)

import { decodeBase62, encodeBase62 } from './base62.ts'
import { crc32 } from './crc32.ts'

/** The two token formats: design §4's own, and the one for W&B clients below 0.22.3 that insist on 40 characters. */
export type TokenFormat = 'v1' | 'legacy'

export const keyIdLength = 16
export const secretLength = 43
export const checksumLength = 6
export const legacyPrefix = 'local-'
export const legacyKeyIdLength = 20

const prefixShape = /^[a-z0-9]{2,16}$/

/** Whether a text may be configured as the token prefix. */
export function isTokenPrefix(text: string): boolean {
  return prefixShape.test(text)
}

/**
 * The checksum over all that precedes it: the CRC-32 of zlib (ISO-HDLC) as six base62 digits. It is no protection
 * against anyone; it refuses typing and copying mistakes before any look-up, and it is what a leak scanner trusts.
 */
export function checksumOf(body: string): string {
  return encodeBase62(BigInt(crc32(body, body.length)), checksumLength)
}

/** Whether a text of base62 digits ends with the checksum of all that precedes it. */
export function hasRightChecksum(text: string): boolean {
  const end = text.length - checksumLength
  // Of fixed length, digits and numbers correspond one to one: nothing else than {@link checksumOf} would write is right.
  return decodeBase62(text, end) === crc32(text, end)
}

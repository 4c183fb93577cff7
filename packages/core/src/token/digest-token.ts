import type { KeyToken } from './key-token.ts'
import type { Pepper } from './pepper.ts'

declare const brand: unique symbol
/** HMAC-SHA-256 of a whole token under a pepper, 32 bytes: all that is stored of a token's secret. */
export type KeyDigest = Uint8Array & { readonly [brand]: 'KeyDigest' }

/**
 * The digest of a token. A fast keyed hash is right here, where a slow one is right for passwords: the token holds 256
 * random bits (RFC 2104 for HMAC), so there is nothing to guess even for who holds both database and pepper.
 */
export function digestToken(token: KeyToken, pepper: Pepper): KeyDigest {
  return pepper.keyedHash.digest(token.reveal()) as KeyDigest
}

/** Whether this is the token's digest under this pepper, in a time that does not depend on where they differ. */
export function matchesDigest(token: KeyToken, pepper: Pepper, digest: KeyDigest): boolean {
  return pepper.keyedHash.matches(token.reveal(), digest)
}

/** What is compared when there is no such key, so that an unknown key takes the same path as a wrong secret. */
export const decoyDigest = new Uint8Array(32) as KeyDigest

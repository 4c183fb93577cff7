import { createHmac, timingSafeEqual } from 'node:crypto'
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
  return createHmac('sha256', pepper.secret).update(token.reveal()).digest() as Uint8Array as KeyDigest
}

/** Whether two digests are equal, in a time that does not depend on where they differ. */
export function digestsEqual(a: KeyDigest, b: KeyDigest): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** What is compared when there is no such key, so that an unknown key takes the same path as a wrong secret. */
export const decoyDigest = new Uint8Array(32) as KeyDigest

import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import type { AccountId } from '../identifiers.ts'
import { KeyToken } from '../token/key-token.ts'
import type { Pepper } from '../token/pepper.ts'
import type { Randomness } from '../token/randomness.ts'

/** For this long, or until its first use, a token can be had again by repeating the request that created it. */
export const tokenReplayMs = 10 * 60_000
/** For this long a repeated request is known as one, so that it cannot create a second key. */
export const creationMemoryMs = 24 * 60 * 60_000

/** What one caller's one Idempotency-Key opens. */
export type CreationSecrets = { readonly lookup: string; readonly sealingKey: Uint8Array }

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/**
 * Derives both secrets from the caller, their Idempotency-Key and the pepper. The pepper makes a database copy useless
 * even against a guessable Idempotency-Key; the Idempotency-Key, which is never stored, makes it useless to whoever
 * holds database and pepper but not the caller's request.
 */
export function deriveCreationSecrets(callerId: AccountId, idempotencyKey: string, pepper: Pepper): CreationSecrets {
  const root = createHmac('sha256', pepper.secret)
    .update(JSON.stringify([callerId, idempotencyKey]))
    .digest()
  const derive = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', root, '', `keystead create ${purpose}`, keyBytes))
  return { lookup: Buffer.from(derive('lookup')).toString('base64url'), sealingKey: derive('seal') }
}

/** Names a request by what it asks for. */
export function hashCreationRequest(request: Readonly<Record<string, string | number | null>>): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url')
}

/** AES-256-GCM: nonce, ciphertext, tag. */
export function sealToken(token: KeyToken, sealingKey: Uint8Array, randomness: Randomness): Uint8Array {
  const nonce = randomness.bytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: tagBytes })
  return Buffer.concat([nonce, cipher.update(token.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** The token again. Throws when the sealed bytes were changed or sealed under another key. */
export function openToken(sealed: Uint8Array, sealingKey: Uint8Array): KeyToken {
  const bytes = Buffer.from(sealed)
  if (bytes.length < nonceBytes + tagBytes) throw new RangeError('a sealed token is longer')
  // Without the length, Node would also open what was cut down to a tag of four bytes, which can be guessed.
  const nonce = bytes.subarray(0, nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()])
  return new KeyToken(text.toString('utf8'))
}

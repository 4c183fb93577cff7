import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import { listAuditKeys } from '../audit/audit-chain.ts'
import type { AccountId } from '../identifiers.ts'
import { KeyToken } from '../token/key-token.ts'
import type { Pepper, Peppers } from '../token/pepper.ts'
import type { Randomness } from '../token/randomness.ts'

/** For this long, or until its first use, a token can be had again by repeating the request that created it. */
export const tokenReplayMs = 10 * 60_000
/** For this long a repeated request is known as one, so that it cannot create a second key. */
export const creationMemoryMs = 24 * 60 * 60_000

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/**
 * Names one caller's one Idempotency-Key, so that a copy of the database alone confirms no guess of it. What keys the name is
 * of the oldest pepper, which outlasts that pepper: a repeated request must be known as one while nodes go from one pepper
 * to the next, and after it, or it would make a second key.
 */
export function nameCreation(callerId: AccountId, idempotencyKey: string, peppers: Peppers): string {
  const [oldest] = listAuditKeys(peppers).values()
  if (oldest === undefined) throw new RangeError('there is always a pepper')
  return createHmac('sha256', oldest)
    .update(JSON.stringify(['keystead create lookup', callerId, idempotencyKey]))
    .digest('base64url')
}

/**
 * Derives from the caller, their Idempotency-Key and the pepper what the token is sealed under. The pepper makes a database
 * copy useless even against a guessable Idempotency-Key; the Idempotency-Key, which is never stored, makes it useless to
 * whoever holds database and pepper but not the caller's request.
 */
export function deriveSealingKey(callerId: AccountId, idempotencyKey: string, pepper: Pepper): Uint8Array {
  const root = createHmac('sha256', pepper.secret)
    .update(JSON.stringify([callerId, idempotencyKey]))
    .digest()
  return new Uint8Array(hkdfSync('sha256', root, '', 'keystead create seal', keyBytes))
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

/** The token again; undefined when the sealed bytes were changed, or sealed under another key. */
export function openToken(sealed: Uint8Array, sealingKey: Uint8Array): KeyToken | undefined {
  const bytes = Buffer.from(sealed)
  if (bytes.length < nonceBytes + tagBytes) return undefined
  // Without the length, Node would also open what was cut down to a tag of four bytes, which can be guessed.
  const nonce = bytes.subarray(0, nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes))
  try {
    return new KeyToken(Buffer.concat([text, decipher.final()]).toString('utf8'))
  } catch {
    return undefined
  }
}

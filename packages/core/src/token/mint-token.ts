import type { KeyId } from '../identifiers.ts'
import { drawBase62, encodeBase62 } from './base62.ts'
import { KeyToken } from './key-token.ts'
import type { Randomness } from './randomness.ts'
import {
  checksumOf,
  keyIdLength,
  legacyKeyIdLength,
  legacyPrefix,
  secretLength,
  type TokenFormat,
} from './token-format.ts'

export type MintedToken = { readonly keyId: KeyId; readonly token: KeyToken; readonly format: TokenFormat }

const secretBytes = 32
const legacyBytes = 20

/**
 * Makes a new token of design §4: `<prefix>_v1_<keyId>_<secret><checksum>`.
 *
 * The key ID is 16 base62 characters drawn evenly; the secret is 256 random bits written as one number in 43 base62
 * digits, so no bit is lost.
 *
 * @example mintToken({ prefix: 'ksd', randomness }).token.reveal() // 'ksd_v1_5GqX…_0Zr…'
 */
export function mintToken({ prefix, randomness }: { prefix: string; randomness: Randomness }): MintedToken {
  const keyId = drawBase62(randomness, keyIdLength) as KeyId
  const secret = encodeBase62(BigInt(`0x${Buffer.from(randomness.bytes(secretBytes)).toString('hex')}`), secretLength)
  const body = `${prefix}_v1_${keyId}_${secret}`
  return { keyId, token: new KeyToken(body + checksumOf(body)), format: 'v1' }
}

/**
 * Makes a new token of the legacy format: `local-` and 40 hex digits, of which the first 20 are the key ID. The secret
 * half holds 80 random bits: enough against guessing over the network, and the most that those clients leave room for.
 */
export function mintLegacyToken(randomness: Randomness): MintedToken {
  const digits = Buffer.from(randomness.bytes(legacyBytes)).toString('hex')
  return {
    keyId: digits.slice(0, legacyKeyIdLength) as KeyId,
    token: new KeyToken(legacyPrefix + digits),
    format: 'legacy',
  }
}

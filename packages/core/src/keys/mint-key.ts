import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { StoredDigest } from '../model/api-key.ts'
import { digestToken } from '../token/digest-token.ts'
import { type MintedToken, mintLegacyToken, mintToken } from '../token/mint-token.ts'
import type { TokenFormat } from '../token/token-format.ts'

export type MintedKey = MintedToken & StoredDigest

/** A new token as this instance is configured to make them, with what is stored of it. Throws `LEGACY_KEYS_DISABLED`. */
export function mintKey(
  { tokens, peppers, randomness }: Pick<Instance, 'tokens' | 'peppers' | 'randomness'>,
  format: TokenFormat,
): MintedKey {
  if (format === 'legacy' && !tokens.legacyKeys) throw new KeysteadError('LEGACY_KEYS_DISABLED')
  const minted = format === 'legacy' ? mintLegacyToken(randomness) : mintToken({ prefix: tokens.prefix, randomness })
  const pepper = peppers.current
  return { ...minted, digest: digestToken(minted.token, pepper), pepperVersion: pepper.version }
}

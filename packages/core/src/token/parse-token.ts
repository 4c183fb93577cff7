import type { KeyId } from '../identifiers.ts'
import { KeyToken } from './key-token.ts'
import { hasRightChecksum, keyIdLength, legacyKeyIdLength, legacyPrefix, type TokenFormat } from './token-format.ts'

export type ParsedToken =
  | { readonly ok: true; readonly format: TokenFormat; readonly keyId: KeyId; readonly token: KeyToken }
  | { readonly ok: false; readonly fault: 'malformed' | 'checksum' }

// Any prefix, not only the configured one: a changed KEYSTEAD_KEY_PREFIX must not lock out the keys made before it.
// Both shapes are of bounded length and match each character once, so a text of any size is refused in linear time.
const v1Shape = /^[a-z0-9]{2,16}_v1_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}$/
const legacyShape = /^(?:local-)?[0-9a-f]{40}$/
const longestToken = 16 + '_v1_'.length + keyIdLength + 1 + 49

/**
 * Reads a text as a token. Never throws, whatever it is given. A wrong checksum is a fault of its own, told apart for
 * the key's owner; callers of verification learn of neither.
 *
 * A legacy token counts with and without its `local-`, which some clients strip: the canonical text is the one with it.
 */
export function parseToken(text: string, { acceptLegacy = false } = {}): ParsedToken {
  if (text.length > longestToken) return { ok: false, fault: 'malformed' }
  if (v1Shape.test(text)) {
    if (!hasRightChecksum(text)) return { ok: false, fault: 'checksum' }
    const keyIdStart = text.indexOf('_v1_') + '_v1_'.length
    const keyId = text.slice(keyIdStart, keyIdStart + keyIdLength) as KeyId
    return { ok: true, format: 'v1', keyId, token: new KeyToken(text) }
  }
  if (acceptLegacy && legacyShape.test(text)) {
    const digits = text.slice(-40)
    const keyId = digits.slice(0, legacyKeyIdLength) as KeyId
    return { ok: true, format: 'legacy', keyId, token: new KeyToken(legacyPrefix + digits) }
  }
  return { ok: false, fault: 'malformed' }
}

// Also with its last characters missing, as a careless selection leaves it: that is nearly the whole secret.
const tokenInText = /[a-z0-9]{2,16}_v1_[0-9A-Za-z]{16}_[0-9A-Za-z]{20,49}|local-[0-9a-f]{30,40}/

/** Whether a text holds something that looks like a token, so that it can be refused where it would be stored or logged. */
export function containsToken(text: string): boolean {
  return tokenInText.test(text)
}

// A legacy token without its `local-` is also what a git commit looks like: no reason to refuse a text, but to redact it.
const secretsInText = new RegExp(`${tokenInText.source}|\\b[0-9a-f]{40}\\b`, 'g')

/** The text with everything in it that looks like a token replaced: the last guard of what repeats words of a request. */
export function redactTokens(text: string): string {
  return text.replaceAll(secretsInText, '[redacted]')
}

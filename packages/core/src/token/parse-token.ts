import type { KeyId } from '../identifiers.ts'
import { KeyToken } from './key-token.ts'
import {
  checksumLength,
  hasRightChecksum,
  keyIdLength,
  legacyKeyIdLength,
  legacyPrefix,
  secretLength,
  type TokenFormat,
} from './token-format.ts'

export type ParsedToken =
  | { readonly ok: true; readonly format: TokenFormat; readonly keyId: KeyId; readonly token: KeyToken }
  | {
      readonly ok: false
      readonly fault: 'malformed' | 'checksum'
      /** Whose token it was meant to be, where enough of it is there. Nobody has proven anything by that. */
      readonly keyId?: KeyId
    }

const legacyShape = /^(?:local-)?[0-9a-f]{40}$/
const longestLegacy = legacyPrefix.length + 40
const versionMark = '_v1_'
const keyIdEnd = 1 + secretLength + checksumLength
const keyIdStart = keyIdEnd + keyIdLength
const shortestPrefix = 2
const longestPrefix = 16

const lowerCase = 1
const anyCase = 2
// By character: what it may be part of.
const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return (/[a-z0-9]/.test(character) ? lowerCase : 0) | (/[0-9A-Za-z]/.test(character) ? anyCase : 0)
})

function areAll(text: string, start: number, end: number, characters: number): boolean {
  for (let at = start; at < end; at += 1) if (((classes[text.charCodeAt(at)] ?? 0) & characters) === 0) return false
  return true
}

/**
 * Whether a text is `<prefix>_v1_<16>_<49>`. Any prefix, not only the configured one: a changed KEYSTEAD_KEY_PREFIX must not
 * lock out the keys made before it. Read from its end, where all lengths are fixed; a text of any other length is not read.
 */
function isV1Shape(text: string): boolean {
  const id = text.length - keyIdStart
  const prefix = id - versionMark.length
  if (prefix < shortestPrefix || prefix > longestPrefix) return false
  const separator = text.length - keyIdEnd
  return (
    text.startsWith(versionMark, prefix) &&
    text.charAt(separator) === '_' &&
    areAll(text, 0, prefix, lowerCase) &&
    areAll(text, id, separator, anyCase) &&
    areAll(text, separator + 1, text.length, anyCase)
  )
}

/**
 * Reads a text as a token. Never throws, whatever it is given. A wrong checksum is a fault of its own, told apart for
 * the key's owner; callers of verification learn of neither.
 *
 * A legacy token counts with and without its `local-`, which some clients strip: the canonical text is the one with it.
 */
export function parseToken(text: string, { acceptLegacy = false } = {}): ParsedToken {
  if (isV1Shape(text)) {
    const keyId = text.slice(-keyIdStart, -keyIdEnd) as KeyId
    if (!hasRightChecksum(text)) return { ok: false, fault: 'checksum', keyId }
    return { ok: true, format: 'v1', keyId, token: new KeyToken(text) }
  }
  if (acceptLegacy && text.length <= longestLegacy && legacyShape.test(text)) {
    const digits = text.slice(-40)
    const keyId = digits.slice(0, legacyKeyIdLength) as KeyId
    return { ok: true, format: 'legacy', keyId, token: new KeyToken(legacyPrefix + digits) }
  }
  const keyId = findKeyId(text)
  return { ok: false, fault: 'malformed', ...(keyId !== undefined && { keyId }) }
}

// As far as the end of the key ID: what was cut off, or came along behind it, is not looked at.
const longestToken = longestPrefix + versionMark.length + keyIdStart
const beginning = new RegExp(`^["' ]{0,2}[a-z0-9]{2,16}${versionMark}([0-9A-Za-z]{${keyIdLength}})_`)

/** The key ID in a token that is not whole: it stands before all that is secret. */
function findKeyId(text: string): KeyId | undefined {
  if (text.length > longestToken) return undefined
  return beginning.exec(text)?.[1] as KeyId | undefined
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

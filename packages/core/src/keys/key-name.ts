import { KeysteadError } from '../errors.ts'
import { containsToken } from '../token/parse-token.ts'

const longestName = 255
// Controls, line and paragraph separators, and the bidirectional overrides that make a list show what is not there.
const visible = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u
const unsafeInOneLine = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]|\p{Cs}/u

/**
 * The name as it is kept: trimmed and in Unicode's composed form (NFC), so that what looks the same is found the same.
 * Length counts code points. Throws `INVALID_NAME` or `NAME_CONTAINS_TOKEN`.
 */
export function normalizeKeyName(text: string): string {
  // The raw length is bounded first: normalizing is linear, but not on a text of any size that a caller likes.
  if (text.length > longestName * 4) throw new KeysteadError('INVALID_NAME')
  const name = text.normalize('NFC').trim()
  if (!visible.test(name) || [...name].length > longestName || unsafeInOneLine.test(name))
    throw new KeysteadError('INVALID_NAME')
  if (containsToken(name)) throw new KeysteadError('NAME_CONTAINS_TOKEN')
  return name
}

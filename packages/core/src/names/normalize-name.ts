import { type ErrorCode, KeysteadError } from '../errors.ts'
import { idPrefixes } from '../identifiers.ts'
import { containsToken } from '../token/parse-token.ts'

const longestName = 255
// Controls, line and paragraph separators, and the bidirectional overrides that make a list show what is not there.
const visible = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u
const unsafeInOneLine = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]|\p{Cs}/u

/**
 * A name as it is kept: trimmed and in Unicode's composed form (NFC), so that what looks the same is found the same.
 * Length counts code points. Throws `INVALID_NAME`, or the code given instead, and `NAME_CONTAINS_TOKEN`.
 */
export function normalizeName(text: string, invalid: ErrorCode = 'INVALID_NAME'): string {
  // The raw length is bounded first: normalizing is linear, but not on a text of any size that a caller likes.
  if (text.length > longestName * 4) throw new KeysteadError(invalid)
  const name = text.normalize('NFC').trim()
  if (!visible.test(name) || [...name].length > longestName || unsafeInOneLine.test(name))
    throw new KeysteadError(invalid)
  if (containsToken(name)) throw new KeysteadError('NAME_CONTAINS_TOKEN')
  return name
}

/** The same for what can be referred to by its name. Throws `INVALID_ORGANIZATION_NAME`. */
export function normalizeOrganizationName(text: string): string {
  return refuseIdLike(normalizeName(text, 'INVALID_ORGANIZATION_NAME'), 'organization', 'INVALID_ORGANIZATION_NAME')
}

/** The same for what can be referred to by its name. Throws `INVALID_TEAM_NAME`. */
export function normalizeTeamName(text: string): string {
  return refuseIdLike(normalizeName(text, 'INVALID_TEAM_NAME'), 'team', 'INVALID_TEAM_NAME')
}

function refuseIdLike(name: string, kind: keyof typeof idPrefixes, invalid: ErrorCode): string {
  if (name.toLowerCase().startsWith(idPrefixes[kind])) throw new KeysteadError(invalid)
  return name
}

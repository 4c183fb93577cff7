import { KeysteadError } from '../errors.ts'
import { containsToken } from '../token/parse-token.ts'

const shortestPassword = 12
const longestPassword = 256

/**
 * A password as it is hashed. Long rather than strange, as NIST SP 800-63B advises: no rules about which characters.
 * Normalized, since keyboards write one character in different ways. Throws `INVALID_PASSWORD`.
 */
export function checkPassword(text: string, email: string): string {
  // Half a surrogate pair would be hashed as something else, which another password may be.
  if (text.length > longestPassword * 4 || !text.isWellFormed()) throw new KeysteadError('INVALID_PASSWORD')
  const password = normalizePassword(text)
  const { length } = [...password]
  const isGuessable = password.toLowerCase() === email || new Set(password).size < 4 || containsToken(password)
  if (length < shortestPassword || length > longestPassword || isGuessable) throw new KeysteadError('INVALID_PASSWORD')
  return password
}

/** A text that may be a password, to be compared. */
export function normalizePassword(text: string): string {
  return text.slice(0, longestPassword * 4).normalize('NFKC')
}

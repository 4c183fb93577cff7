import { KeysteadError } from '../errors.ts'
import { idPrefixes } from '../identifiers.ts'
import { containsToken } from '../token/parse-token.ts'

// What RFC 5321 lets pass at most, and the one thing that every address has. Whether it exists only a message can tell.
const longestEmail = 254
const emailShape = /^[^\s@\p{C}]{1,64}@[^\s@\p{C}]{1,253}$/u

/** A text as addresses are kept and compared: in lower case. Whether it is an address is not asked. */
export function foldEmail(text: string): string {
  // Composed once more at the end: some letters have a composed form in lower case only.
  return text.normalize('NFC').trim().toLowerCase().normalize('NFC')
}

/** An address as it is kept and compared. Throws `INVALID_EMAIL`. */
export function normalizeEmail(text: string): string {
  const email = foldEmail(text)
  if (email.length > longestEmail || !emailShape.test(email) || containsToken(email)) {
    throw new KeysteadError('INVALID_EMAIL')
  }
  return email
}

const usernameShape = /^[a-z0-9][a-z0-9._-]{0,63}$/

const isUsername = (text: string) =>
  usernameShape.test(text) && !text.startsWith(idPrefixes.user) && !containsToken(text)

/** A handle, as W&B's clients print it and put it into URLs. Throws `INVALID_USERNAME`. */
export function checkUsername(text: string): string {
  if (!isUsername(text)) throw new KeysteadError('INVALID_USERNAME')
  return text
}

const longestDerived = 48

/** The handle that an address suggests: of lower-case letters, digits, `-`, `_` and `.`. */
export function usernameFrom(email: string): string {
  const handle = email
    .slice(0, email.lastIndexOf('@'))
    .slice(0, longestDerived)
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[-._]+|[-.]+$/g, '')
  return isUsername(handle) ? handle : 'user'
}

import { redactTokens } from '../token/parse-token.ts'

// What shows nothing, breaks a line, or turns the direction of what follows.
const unshowable = /[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * A text that a stranger has sent, as it may be kept and shown: on one line, no longer than this, and without what looks like a
 * token. Null for one in which nothing is left.
 */
export function cleanText(text: string | null | undefined, longest: number): string | null {
  if (text === null || text === undefined) return null
  // Redacted before it is cut: the rest of a token would no longer look like one.
  const clean = redactTokens(text.slice(0, longest * 4).replaceAll(unshowable, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim()
  return [...clean].slice(0, longest).join('').trim() || null
}

// Tokens must not reach a terminal or a CI log, not even those of a server that lives for one test.

// A whole token, a legacy token (40 hexadecimal digits, with or without a prefix), and Basic credentials that hold one.
const secrets =
  /\b[a-z0-9]{2,16}_v1_[0-9A-Za-z]{16}_[0-9A-Za-z]+|\b(?:local-)?[0-9a-f]{40}\b|\bBasic [A-Za-z0-9+/=]{16,}/g

/** The text with `<token>` in the place of everything that looks like one. */
export function maskTokens(text: string): string {
  return text.replace(secrets, '<token>')
}

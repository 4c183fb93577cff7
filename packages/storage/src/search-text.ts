/**
 * A text as it is compared: both databases then agree on letter case, which their own functions see differently beyond
 * ASCII, and full-width and half-width forms (ＡＰＩ, ｶｷﾞ) find each other.
 */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** What a search looks through: all the parts, folded, and kept apart by a character that no search can hold. */
export function searchTextOf(...parts: string[]): string {
  return parts.map(foldText).join('\n')
}

/** A `LIKE` pattern, to be used with `ESCAPE '\'`, for texts that contain this one as it stands. */
export function containsPattern(text: string): string {
  return `%${foldText(text).replaceAll(/[\\%_]/g, '\\$&')}%`
}

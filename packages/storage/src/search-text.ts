import { foldText } from '@keystead/core'

/** What a search looks through: all the parts, folded, and kept apart by a character that is in none of them. */
export function searchTextOf(...parts: string[]): string {
  return parts.map(foldText).join('\n')
}

/** In characters. */
const longestSortText = 100

/** By what a list is ordered that goes by this text: short enough for an index, however long the text becomes. */
export function sortTextOf(text: string): string {
  return [...foldText(text)].slice(0, longestSortText).join('')
}

/** A `LIKE` pattern, to be used with `ESCAPE '\'`, for texts that contain this one as it stands. */
export function containsPattern(text: string): string {
  return `%${foldText(text).replaceAll(/[\\%_]/g, '\\$&')}%`
}

// Far longer than what becomes of the longest name; and a pattern of this, escaped, is below the 50,000 bytes that SQLite takes.
const longestFolded = 8_000

/** Whether a text from outside can be part of a stored one at all. PostgreSQL refuses even to look for a NUL. */
export function isStorable(text: string): boolean {
  return !/[\0\n]/.test(text) && foldText(text).length <= longestFolded
}

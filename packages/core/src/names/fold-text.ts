/**
 * A text as it is compared. Both databases then agree on letter case, which their own functions see differently beyond
 * ASCII, and full-width and half-width forms (ＡＰＩ, ｶｷﾞ) find each other.
 */
export function foldText(text: string): string {
  // Lower, then upper: lower alone writes Σ in two ways, by its place in a word, so that the beginning of a word would
  // not find it; upper alone keeps ẞ apart from ß.
  return text.normalize('NFKC').toLowerCase().toUpperCase()
}

/** Orders names as the lists from the databases do: folded, by code point. */
export function compareNames(a: string, b: string): number {
  const [first, second] = [foldText(a), foldText(b)]
  if (first === second) return 0
  // UTF-16 puts what takes two units before the end of what takes one; code points do not.
  const [ours, theirs] = [Array.from(first), Array.from(second)]
  const place = ours.findIndex((character, index) => character !== theirs[index])
  if (place === -1) return -1
  return (ours[place]?.codePointAt(0) ?? -1) - (theirs[place]?.codePointAt(0) ?? -1)
}

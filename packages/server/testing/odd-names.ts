/** Names that are allowed, and that something on the way could get wrong, by what is odd about each. */
export const oddNames: readonly (readonly [what: string, name: string])[] = [
  ['Japanese', '研究開発部・第一チーム'],
  ['emoji of several code points', '👩‍👩‍👧‍👦 🏳️‍🌈 🇯🇵'],
  ['right-to-left letters', 'فريق البحث 7 צוות'],
  ['255 Japanese characters', '鍵'.repeat(255)],
  ['255 emoji', '🔑'.repeat(255)],
  ['a slash', 'research/vision'],
  ['what is percent-encoding already', '100%25 %2F'],
  ['what ends a path', 'who? #1 & co; a=b'],
  ['quotes and a backslash', `"it's" \\ fine`],
  ['what SQL and patterns mean something by', "_%'; drop table users; --"],
]

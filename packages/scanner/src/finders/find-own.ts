import { indexesOf } from './indexes-of.ts'
import type { Match, ReadMatch } from './match.ts'
import { encodedMarks, readEncodedToken } from './read-encoded-token.ts'
import { readKeysteadToken, versionMark } from './read-keystead-token.ts'
import { legacyMark, readLegacyToken } from './read-legacy-token.ts'
import { readLongWandbKey, readWandbKey, wandbMarks } from './read-wandb-key.ts'

type Finder = { readonly needle: string; readonly read: readonly ReadMatch[] }

// What a checksum proves: worth finding even among bytes that are no text.
const certainFinders: readonly Finder[] = [
  { needle: versionMark, read: [readKeysteadToken] },
  ...encodedMarks.map((mark) => ({ needle: mark, read: [readEncodedToken(mark)] })),
]

const textFinders: readonly Finder[] = [
  { needle: versionMark, read: [readKeysteadToken, readLongWandbKey] },
  ...certainFinders.slice(1),
  { needle: legacyMark, read: [readLegacyToken] },
  ...wandbMarks.map((mark) => ({ needle: mark, read: [readWandbKey] })),
]

/** The part of the bytes whose needles count; beyond it they are only looked at, for another window to count. */
export type Span = { readonly from: number; readonly to: number }

/**
 * Finds Keystead's tokens and W&B's keys. The search for a few fixed bytes comes first and is nearly all of the work; only
 * where one stands is anything read.
 */
export function findOwn(bytes: Buffer, isText: boolean, span: Span = { from: 0, to: bytes.length }): Match[] {
  const found = new Map<number, Match>()
  for (const { needle, read } of isText ? textFinders : certainFinders) {
    for (const at of indexesOf(bytes, needle)) {
      if (at < span.from || at >= span.to) continue
      for (const match of read.map((reader) => reader(bytes, at))) {
        // Two needles may lead to the same secret: `wandb login $WANDB_API_KEY=…`.
        if (match !== undefined && !found.has(match.end)) found.set(match.end, match)
      }
    }
  }
  return [...found.values()].sort((one, other) => one.start - other.start)
}

import { indexesOf } from './indexes-of.ts'
import type { Match } from './match.ts'
import { readKeysteadToken, versionMark } from './read-keystead-token.ts'

/**
 * What base64 makes of `_v1_`, by how many bytes stand before it in its group of three: where `docker login` and Kubernetes
 * put a token, it is never written as it is. Each begins with a letter that text has few of, which is what makes a search fast.
 */
export const encodedMarks = ['X3YxX', '92MV', 'jFf'] as const

// Of the group that the mark begins in, how many characters stand before it.
const charactersBefore: Record<(typeof encodedMarks)[number], number> = { X3YxX: 0, '92MV': 2, jFf: 1 }
// `name:token` and a line break at every 76th character, with some room.
const mostCharacters = 240

const isDigit = Uint8Array.from({ length: 256 }, (_, byte) => (/[A-Za-z0-9+/]/.test(String.fromCharCode(byte)) ? 1 : 0))
const isBreak = Uint8Array.from({ length: 256 }, (_, byte) => (/[\r\n\t ]/.test(String.fromCharCode(byte)) ? 1 : 0))

/** Reads the token that a run of base64 holds around one of {@link encodedMarks}; lines may be broken as `base64` breaks them. */
export function readEncodedToken(mark: (typeof encodedMarks)[number]) {
  return (bytes: Buffer, at: number): Match | undefined => {
    const before = collectDigits(bytes, at - 1, -1).reverse()
    // Groups of four are counted from the mark: what stands before the run may be other letters.
    const from = (((before.length - charactersBefore[mark]) % 4) + 4) % 4
    const places = [...before.slice(from), ...collectDigits(bytes, at, 1)]
    const decoded = Buffer.from(places.map((place) => String.fromCharCode(bytes[place] ?? 0)).join(''), 'base64')
    for (const markAt of indexesOf(decoded, versionMark)) {
      const match = readKeysteadToken(decoded, markAt)
      if (match === undefined) continue
      const start = places[Math.floor((match.start * 4) / 3)] ?? at
      const end = (places[Math.ceil((match.end * 4) / 3) - 1] ?? start) + 1
      return { ...match, start, end, encoding: 'base64' }
    }
    return
  }
}

/** The places of the base64 digits from a place on, across line breaks and what indents the next line. */
function collectDigits(bytes: Buffer, from: number, step: 1 | -1): number[] {
  const places: number[] = []
  let broken = false
  for (let place = from; place >= 0 && place < bytes.length && places.length < mostCharacters; place += step) {
    const byte = bytes[place] as number
    if (isDigit[byte] === 1) {
      places.push(place)
      broken = false
    } else if (isBreak[byte] === 1 && (broken || byte === 0x0a || byte === 0x0d || isLineStart(bytes, place, step))) {
      broken = true
    } else break
  }
  return places
}

/** Backwards, what indents a line comes before its line break does. */
function isLineStart(bytes: Buffer, place: number, step: 1 | -1): boolean {
  if (step === 1) return false
  let at = place
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at -= 1
  return bytes[at] === 0x0a
}

const lineFeed = 0x0a

/** Counts the lines of content that is read window by window, and says where in a line a byte lies. */
export class LineCounter {
  #line = 1
  #counted = 0
  /** Where the line that `#counted` lies on begins; before 0 where it began in an earlier window. */
  #lineStart = 0

  /** Places must come in ascending order. */
  locate(bytes: Buffer, place: number): { readonly line: number; readonly column: number } {
    this.#countTo(bytes, place)
    const begun = Math.max(this.#lineStart, 0)
    // Of a line longer than a window, what lies before it counts by its bytes.
    return { line: this.#line, column: begun - this.#lineStart + bytes.toString('utf8', begun, place).length + 1 }
  }

  /** The bytes before `places` are gone; what follows begins anew at 0. */
  moveBy(bytes: Buffer, places: number): void {
    this.#countTo(bytes, places)
    this.#counted -= places
    this.#lineStart -= places
  }

  #countTo(bytes: Buffer, place: number): void {
    for (;;) {
      const at = bytes.indexOf(lineFeed, this.#counted)
      if (at === -1 || at >= place) break
      this.#line += 1
      this.#lineStart = at + 1
      this.#counted = at + 1
    }
    this.#counted = Math.max(this.#counted, place)
  }
}

/** The line around a place, without what is far away in a line that has no end. */
export function lineAround(
  bytes: Buffer,
  start: number,
  end: number,
): { readonly before: string; readonly after: string } {
  const from = Math.max(bytes.lastIndexOf(lineFeed, start - 1) + 1, start - farthest, 0)
  const lineEnd = bytes.indexOf(lineFeed, end)
  const to = Math.min(lineEnd === -1 ? bytes.length : lineEnd, end + farthest)
  return { before: start === 0 ? '' : bytes.toString('latin1', from, start), after: bytes.toString('latin1', end, to) }
}

const farthest = 400

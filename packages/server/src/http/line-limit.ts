/** So many lines a second, and how many more there would have been. */
export class LineLimit {
  readonly #most: number
  readonly #now: () => number
  #second = Number.NEGATIVE_INFINITY
  #asked = 0

  constructor(most: number, now: () => number = () => performance.now()) {
    this.#most = most
    this.#now = now
  }

  /** Whether one more is to be written, and how many were not in the last second in which any were asked for, told once. */
  take(): { readonly isWritten: boolean; readonly missed: number } {
    const second = Math.floor(this.#now() / 1_000)
    const isNew = second !== this.#second
    const missed = isNew ? Math.max(0, this.#asked - this.#most) : 0
    this.#second = second
    this.#asked = isNew ? 1 : this.#asked + 1
    return { isWritten: this.#asked <= this.#most, missed }
  }
}

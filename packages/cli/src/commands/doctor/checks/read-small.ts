import { readFileSync, statSync } from 'node:fs'

// A history or a lock file is larger than any other that is looked at, and none is larger than this.
const largest = 64 << 20

/** The content of a file; undefined where there is none, or none that may be read. */
export function readSmall(path: string): Buffer | undefined {
  try {
    const { size } = statSync(path)
    return size <= largest ? readFileSync(path) : undefined
  } catch {
    return
  }
}

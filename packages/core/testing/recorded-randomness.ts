import type { Randomness } from '../src/token/randomness.ts'

/** Gives exactly these bytes, in order, and throws when asked for one more: for answers that can be worked out by hand. */
export function recordedRandomness(recording: Iterable<number>): Randomness {
  const bytes = Uint8Array.from(recording)
  let position = 0
  return {
    bytes(count) {
      if (position + count > bytes.length) throw new RangeError('the recording holds no more bytes')
      position += count
      return bytes.slice(position - count, position)
    },
  }
}

import { reach } from '../finders/match.ts'
import { detectEncoding, type Encoding } from './encoding.ts'
import { type Fill, fillAsUtf8 } from './fill.ts'

/** A stretch of some content; UTF-16 has become UTF-8. Its bytes are good only until the next is asked for. */
export type Window = {
  readonly bytes: Buffer
  /** The part whose needles are this window's to find; the rest is also in the one before or after. */
  readonly from: number
  readonly to: number
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly encoding: Encoding
}

/** Content up to this size is looked at as a whole; more of it, in stretches of this size that overlap. */
export const windowSize = 8 << 20
/** How much of a window is in the next one, too. */
export const overlap = 2 * reach

/**
 * Cuts content into windows of one buffer, so that each needle, with all that its reader may look at, lies in exactly one.
 * The buffer is the caller's: a fresh one for each of ten thousand files would cost more than the search.
 */
export async function* readWindows(fill: Fill, buffer: Buffer): AsyncGenerator<Window> {
  let read = await fill(buffer)
  const encoding = detectEncoding(buffer.subarray(0, read))
  let next = fill
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const raw = Buffer.from(buffer.subarray(0, read))
    next = fillAsUtf8(raw, read === buffer.length ? fill : () => 0, encoding)
    read = await next(buffer)
  }
  let kept = 0
  for (let isFirst = true; ; isFirst = false) {
    const length = kept + read
    const isLast = length < buffer.length
    const to = isLast ? length : length - reach
    yield { bytes: buffer.subarray(0, length), from: isFirst ? 0 : reach, to, isFirst, isLast, encoding }
    if (isLast) return
    buffer.copyWithin(0, length - overlap, length)
    kept = overlap
    read = await next(buffer.subarray(kept))
  }
}

/** Fills a buffer with what comes next of some content. Fewer bytes than it holds mean that this was the end. */
export type Fill = (target: Buffer) => number | Promise<number>

/** Content that lies in memory. */
export function fillFrom(bytes: Buffer): Fill {
  let at = 0
  return (target) => {
    const copied = bytes.copy(target, 0, at)
    at += copied
    return copied
  }
}

const rawSize = 1 << 20

/** The same content in UTF-8: what has been read of it already, then the rest. */
export function fillAsUtf8(begun: Buffer, fill: Fill, encoding: 'utf-16le' | 'utf-16be'): Fill {
  const decoder = new TextDecoder(encoding)
  let ended = false
  let pending: Buffer = Buffer.from(decoder.decode(begun, { stream: true }))
  const raw = Buffer.allocUnsafe(rawSize)
  return async (target) => {
    let filled = 0
    for (;;) {
      const copied = pending.copy(target, filled)
      filled += copied
      pending = pending.subarray(copied)
      if (filled === target.length || ended) return filled
      const read = await fill(raw)
      ended = read < raw.length
      pending = Buffer.from(decoder.decode(raw.subarray(0, read), { stream: !ended }))
    }
  }
}

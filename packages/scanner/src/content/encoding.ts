export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'binary'

// As much as git looks at to tell text from other bytes.
const looked = 8_000

/** How some content is written, by its first bytes. */
export function detectEncoding(first: Buffer): Encoding {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le'
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be'
  const head = first.subarray(0, looked)
  if (!head.includes(0)) return 'utf-8'
  return guessUtf16(head) ?? 'binary'
}

/** PowerShell and some editors write UTF-16 without a mark: every other byte of what is mostly ASCII is then zero. */
function guessUtf16(head: Buffer): Encoding | undefined {
  const zeros = [0, 0]
  const pairs = head.length >> 1
  for (let at = 0; at < pairs * 2; at += 1) if (head[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (odd > pairs * 0.7 && even < pairs * 0.05) return 'utf-16le'
  if (even > pairs * 0.7 && odd < pairs * 0.05) return 'utf-16be'
  return
}

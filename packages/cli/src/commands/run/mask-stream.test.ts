import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskStream } from './mask-stream.ts'

async function pass(secret: string, chunks: readonly Buffer[]): Promise<string> {
  const stream = maskStream(secret)
  const passed = text(stream)
  for (const chunk of chunks) if (!stream.write(chunk)) await once(stream, 'drain')
  stream.end()
  return passed
}

/** The same bytes, cut where the numbers say. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set([...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end))
}

describe('masking', () => {
  it('finds the secret however the output is cut into pieces, and changes nothing else', async () => {
    // Few letters, so that beginnings of the secret are everywhere.
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'あ'), maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 2, maxLength: 6 }),
        fc.array(letters, { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        async (secret, texts, places) => {
          const whole = texts.join(secret)
          expect(await pass(secret, cut(Buffer.from(whole), places))).toBe(whole.replaceAll(secret, '********'))
        },
      ),
      { numRuns: 300 },
    )
  })
})

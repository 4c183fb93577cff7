import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { mintLegacyToken, mintToken } from './mint-token.ts'
import { containsToken, type ParsedToken, parseToken } from './parse-token.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'
const everyByte = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
// The shortest and the longest prefix, the default, and two that look like other parts of a token.
const samplePrefixes = ['ks', 'ksd', 'v1', '0000', 'a1b2c3d4e5f6g7h8']
const samples = samplePrefixes.map((prefix) =>
  mintToken({ prefix, randomness: seededRandomness(prefix) }).token.reveal(),
)
const legacySample = mintLegacyToken(seededRandomness('legacy')).token.reveal()
const prefixes = fc.stringMatching(/^[a-z0-9]{2,16}$/)
const tokens = fc
  .tuple(prefixes, fc.nat())
  .map(([prefix, seed]) => mintToken({ prefix, randomness: seededRandomness(`parsing ${seed}`) }).token.reveal())

const changed = (text: string, at: number, inserted: string, removed: number) =>
  text.slice(0, at) + inserted + text.slice(at + removed)

/** What must become of a text that is no token: only one that has every part in its place needs the checksum to tell. */
function refusalOf(text: string): ParsedToken {
  const [prefix = '', version, keyId = '', rest = '', ...more] = text.split('_')
  const wellFormed =
    more.length === 0 &&
    /^[a-z0-9]*$/.test(prefix) &&
    prefix.length >= 2 &&
    prefix.length <= 16 &&
    version === 'v1' &&
    /^[0-9A-Za-z]*$/.test(keyId + rest) &&
    keyId.length === 16 &&
    rest.length === 49
  return { ok: false, fault: wellFormed ? 'checksum' : 'malformed' }
}

/** Asserts it of them all with one comparison: an `expect` for each of so many would take most of the run. */
function expectAllRefused(mistakes: readonly string[], count: number): void {
  expect(mistakes).toHaveLength(count)
  const wrong = mistakes.filter((text) => JSON.stringify(parseToken(text)) !== JSON.stringify(refusalOf(text)))
  expect(wrong).toEqual([])
  // Most mistakes leave every part in its place, so that this is a test of the checksum.
  expect(mistakes.some((text) => JSON.stringify(parseToken(text)) === '{"ok":false,"fault":"checksum"}')).toBe(true)
}

describe('a mistake of one step in a token is refused, each possible one', () => {
  describe.each(samples)('in %s', (token) => {
    const places = [...token.keys()]

    it('is a token before the mistake', () => {
      expect(parseToken(token).ok).toBe(true)
    })

    it('a change of any character to any other of the alphabet', () => {
      const mistakes = places.flatMap((at) =>
        [...alphabet].filter((other) => other !== token[at]).map((other) => changed(token, at, other, 1)),
      )
      expectAllRefused(mistakes, token.length * 62)
    })
  })
})

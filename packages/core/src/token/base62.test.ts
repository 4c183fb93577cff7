import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordedRandomness } from '../../testing/recorded-randomness.ts'
import { base62Alphabet, drawBase62, encodeBase62 } from './base62.ts'

function decodeBase62(text: string): bigint {
  return [...text].reduce((value, digit) => value * 62n + BigInt(base62Alphabet.indexOf(digit)), 0n)
}

describe('base62', () => {
  it('has the digits 0-9A-Za-z, in this order', () => {
    expect(base62Alphabet).toBe('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
  })

  it.each([
    [0n, 4, '0000'],
    [9n, 1, '9'],
    [10n, 1, 'A'],
    [35n, 1, 'Z'],
    [36n, 1, 'a'],
    [61n, 1, 'z'],
    [62n, 2, '10'],
    [62n ** 3n - 1n, 3, 'zzz'],
    [2n ** 32n - 1n, 6, '4gfFC3'],
  ])('writes %d in %d digits as %s', (value, length, text) => {
    expect(encodeBase62(value, length)).toBe(text)
  })

  it('loses no number: what is written can be read back, in exactly the length asked for', () => {
    const numberAndLength = fc
      .integer({ min: 1, max: 60 })
      .chain((length) => fc.tuple(fc.bigInt({ min: 0n, max: 62n ** BigInt(length) - 1n }), fc.constant(length)))
    fc.assert(
      fc.property(numberAndLength, ([value, length]) => {
        const text = encodeBase62(value, length)
        expect(text).toHaveLength(length)
        expect(decodeBase62(text)).toBe(value)
      }),
    )
  })

  it('refuses a number that does not fit instead of cutting it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.bigInt({ min: 0n, max: 2n ** 300n }), (length, excess) => {
        expect(() => encodeBase62(62n ** BigInt(length) + excess, length)).toThrow(RangeError)
      }),
    )
  })

  it('refuses a number below zero', () => {
    expect(() => encodeBase62(-1n, 6)).toThrow(RangeError)
    expect(() => encodeBase62(-62n, 6)).toThrow(RangeError)
  })
})

describe('drawing base62 characters', () => {
  const everyByte = Array.from({ length: 256 }, (_, byte) => byte)

  it('gives each of the 62 characters equally often: exactly four of the 256 values of a byte stand for each', () => {
    const drawn = drawBase62(recordedRandomness(everyByte.slice(0, 248)), 248)
    const counts = Map.groupBy(drawn, (character) => character)
    expect([...counts.keys()].sort().join('')).toBe(base62Alphabet)
    expect(new Set([...counts.values()].map(({ length }) => length))).toEqual(new Set([4]))
  })

  it('draws again for the eight values left over, which would favour the first eight characters', () => {
    const leftOver = everyByte.slice(248)
    expect(drawBase62(recordedRandomness([...leftOver, 61]), 1)).toBe('z')
    expect(drawBase62(recordedRandomness([...leftOver, 10, ...leftOver, 36]), 2)).toBe('Aa')
  })

  it('draws exactly as many characters as asked for, whatever the bytes', () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 64 })
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 40 }), (start, length) => {
        const enough = Array.from({ length: length * 2 }, () => 7)
        expect(drawBase62(recordedRandomness([...start, ...enough]), length)).toMatch(
          new RegExp(`^[0-9A-Za-z]{${length}}$`),
        )
      }),
    )
  })
})

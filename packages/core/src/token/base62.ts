import type { Randomness } from './randomness.ts'

/** The digits of design §4, in order of value. */
export const base62Alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const base = BigInt(base62Alphabet.length)

/**
 * Writes an unsigned number as exactly `length` base62 digits, most significant first, padded on the left with `0`.
 * Throws a RangeError when the number does not fit: a silent cut would be a lossy conversion of random bits.
 */
export function encodeBase62(value: bigint, length: number): string {
  let rest = value
  let text = ''
  for (let position = 0; position < length; position += 1) {
    text = base62Alphabet.charAt(Number(rest % base)) + text
    rest /= base
  }
  if (value < 0n || rest !== 0n) throw new RangeError(`the number does not fit ${length} base62 digits`)
  return text
}

const valueOfDigit = new Map(Array.from(base62Alphabet, (digit, value) => [digit.charCodeAt(0), value]))
const values = Uint8Array.from({ length: 128 }, (_, code) => valueOfDigit.get(code) ?? 0)

/** The number that the base62 digits of a text write from `start` on: at most nine, so that it is exact. */
export function decodeBase62(text: string, start: number): number {
  let value = 0
  for (let place = start; place < text.length; place += 1) value = value * 62 + (values[text.charCodeAt(place)] ?? 0)
  return value
}

// 248 is the largest multiple of 62 in a byte. Bytes above it are drawn again: `byte % 62` alone would favour `0`–`7`.
const unbiasedByteLimit = 248

/** Draws `length` base62 characters, each of the 62 equally likely. */
export function drawBase62(randomness: Randomness, length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomness.bytes(length - text.length)) {
      if (byte < unbiasedByteLimit) text += base62Alphabet.charAt(byte % 62)
    }
  }
  return text
}

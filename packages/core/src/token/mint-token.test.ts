import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordedRandomness } from '../../testing/recorded-randomness.ts'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { mintLegacyToken, mintToken } from './mint-token.ts'
import { parseToken } from './parse-token.ts'
import type { Randomness } from './randomness.ts'

// Design §4, worked out here a second time and on its own, so that a mistake in the product is not repeated.
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function readDigits(text: string): bigint {
  return [...text].reduce((value, digit) => value * 62n + BigInt(digits.indexOf(digit)), 0n)
}

/** CRC-32 as its definition has it: bit by bit, reflected, over the polynomial 0x04C11DB7. */
function crc32BitByBit(text: string): number {
  let register = 0xff_ff_ff_ff
  for (const byte of Buffer.from(text, 'ascii')) {
    register ^= byte
    for (let bit = 0; bit < 8; bit += 1) register = (register >>> 1) ^ (register & 1 ? 0xed_b8_83_20 : 0)
  }
  return ~register >>> 0
}

const partsOfToken = /^(?<prefix>[^_]*)_v1_(?<keyId>[^_]*)_(?<secret>.*)(?<checksum>.{6})$/

function takeApart(text: string): Record<'prefix' | 'keyId' | 'secret' | 'checksum', string> {
  const { prefix = '', keyId = '', secret = '', checksum = '' } = partsOfToken.exec(text)?.groups ?? {}
  return { prefix, keyId, secret, checksum }
}

const prefixes = fc.stringMatching(/^[a-z0-9]{2,16}$/)
const randomnesses = fc.nat().map((seed) => seededRandomness(`minting ${seed}`))

function mintText(prefix: string, randomness: Randomness): string {
  return mintToken({ prefix, randomness }).token.reveal()
}

describe('a minted token', () => {
  it('is built as design §4 says, of nothing but A-Z, a-z, 0-9 and underscores', () => {
    fc.assert(
      fc.property(prefixes, randomnesses, (prefix, randomness) => {
        const minted = mintToken({ prefix, randomness })
        const text = minted.token.reveal()
        expect(text).toMatch(/^[a-z0-9]{2,16}_v1_[0-9A-Za-z]{16}_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$/)
        expect(text.startsWith(`${prefix}_v1_${minted.keyId}_`)).toBe(true)
        expect(minted.format).toBe('v1')
      }),
    )
  })

  it('is long enough for the clients that ask for 40 characters or more, and at most 86 long', () => {
    fc.assert(
      fc.property(prefixes, randomnesses, (prefix, randomness) => {
        expect(mintText(prefix, randomness)).toHaveLength(prefix.length + 70)
      }),
    )
  })

  it('parses back to the same key ID and the same text, under every prefix', () => {
    fc.assert(
      fc.property(prefixes, randomnesses, (prefix, randomness) => {
        const { keyId, token } = mintToken({ prefix, randomness })
        const parsed = parseToken(token.reveal())
        expect(parsed).toMatchObject({ ok: true, format: 'v1', keyId })
        expect(parsed.ok && parsed.token.reveal()).toBe(token.reveal())
      }),
    )
  })

  it('ends in the CRC-32 of all that precedes it', () => {
    expect(crc32BitByBit('123456789')).toBe(0xcb_f4_39_26)
    fc.assert(
      fc.property(prefixes, randomnesses, (prefix, randomness) => {
        const text = mintText(prefix, randomness)
        expect(readDigits(takeApart(text).checksum)).toBe(BigInt(crc32BitByBit(text.slice(0, -6))))
      }),
    )
  })

  it('is the one that plain arithmetic gives for known bytes', () => {
    // Key ID: the bytes 0, 1, 2 … 15 stand for the first sixteen digits. Secret: 61·62² + 36·62 + 10 = 236,726.
    const secret = [...Array.from({ length: 29 }, () => 0), 0x03, 0x9c, 0xb6]
    const body = `ksd_v1_0123456789ABCDEF_${'0'.repeat(40)}zaA`
    let rest = crc32BitByBit(body)
    let checksum = ''
    while (checksum.length < 6) {
      checksum = digits.charAt(rest % 62) + checksum
      rest = Math.floor(rest / 62)
    }
    const randomness = recordedRandomness([...Array(16).keys(), ...secret])
    expect(mintText('ksd', randomness)).toBe(body + checksum)
  })
})

describe('the secret of a minted token', () => {
  const keyIdBytes = Array.from({ length: 16 }, () => 0)
  const secretFrom = (bytes: Iterable<number>) =>
    takeApart(mintText('ksd', recordedRandomness([...keyIdBytes, ...bytes]))).secret

  it.each([
    ['all bits 0', 0x00, '0'.repeat(43)],
    // 2^256 - 1 in base 62.
    ['all bits 1', 0xff, 'yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1'],
  ])('is the known text for 32 bytes of %s', (_, byte, text) => {
    expect(secretFrom(Array.from({ length: 32 }, () => byte))).toBe(text)
  })

  it('holds all of its 256 random bits: as a number it is the bytes drawn, none lost and none made up', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const secret = secretFrom(bytes)
        const value = readDigits(secret)
        expect(secret).toHaveLength(43)
        expect(value < 2n ** 256n).toBe(true)
        expect(value.toString(16).padStart(64, '0')).toBe(Buffer.from(bytes).toString('hex'))
      }),
    )
  })

  it('shares no random byte with the key ID', () => {
    const { keyId, secret } = takeApart(mintText('ksd', recordedRandomness(Array(48).keys())))
    expect(keyId).toBe('0123456789ABCDEF')
    const secretBytes = Buffer.from(readDigits(secret).toString(16).padStart(64, '0'), 'hex')
    expect([...secretBytes]).toEqual(Array.from({ length: 32 }, (_, index) => 16 + index))
  })
})

describe('many minted tokens', () => {
  it('have key IDs in which every character is equally likely in every place', () => {
    const randomness = seededRandomness('evenness of key IDs')
    const tokens = 20_000
    const counts = Array.from({ length: 16 }, () => new Map<string, number>())
    for (let minted = 0; minted < tokens; minted += 1) {
      const { keyId } = mintToken({ prefix: 'ksd', randomness })
      counts.forEach((count, place) => count.set(keyId.charAt(place), (count.get(keyId.charAt(place)) ?? 0) + 1))
    }
    const expected = tokens / 62
    const chiSquared = counts.map((count) =>
      [...digits].reduce((sum, digit) => sum + ((count.get(digit) ?? 0) - expected) ** 2 / expected, 0),
    )
    // 61 degrees of freedom: an even draw stays below 120 but once in 100,000 times; `byte % 62` alone gives about 190.
    expect(Math.max(...chiSquared)).toBeLessThan(120)
    expect(Math.min(...chiSquared)).toBeGreaterThan(20)
  })

  it('hold no duplicate: 1,000,000 key IDs and 1,000,000 secrets, all different', { timeout: 120_000 }, () => {
    const randomness = bufferedRandomness()
    const keyIds = new Set<string>()
    const secrets = new Set<string>()
    for (let minted = 0; minted < 1_000_000; minted += 1) {
      const { keyId, token } = mintToken({ prefix: 'ksd', randomness })
      keyIds.add(keyId)
      secrets.add(token.reveal().slice(-49, -6))
    }
    expect(keyIds.size).toBe(1_000_000)
    expect(secrets.size).toBe(1_000_000)
  })
})

/** The operating system's randomness, fetched in large pieces: a call for each token would take most of the test. */
function bufferedRandomness(): Randomness {
  let pool = randomBytes(0)
  let position = 0
  return {
    bytes(count) {
      if (position + count > pool.length) {
        pool = randomBytes(65_536)
        position = 0
      }
      position += count
      return pool.subarray(position - count, position)
    },
  }
}

describe('a minted legacy token', () => {
  it('is `local-` and 40 hex digits, of which the first 20 are the key ID', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        const { keyId, token, format } = mintLegacyToken(recordedRandomness(bytes))
        const hex = Buffer.from(bytes).toString('hex')
        expect(token.reveal()).toBe(`local-${hex}`)
        expect(keyId).toBe(hex.slice(0, 20))
        expect(format).toBe('legacy')
      }),
    )
  })

  it('parses back to the same key ID and the same text where legacy keys are on', () => {
    fc.assert(
      fc.property(randomnesses, (randomness) => {
        const { keyId, token } = mintLegacyToken(randomness)
        const parsed = parseToken(token.reveal(), { acceptLegacy: true })
        expect(parsed).toMatchObject({ ok: true, format: 'legacy', keyId })
        expect(parsed.ok && parsed.token.reveal()).toBe(token.reveal())
      }),
    )
  })
})

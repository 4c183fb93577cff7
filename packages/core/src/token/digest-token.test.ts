import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { decoyDigest, digestToken, type KeyDigest, matchesDigest } from './digest-token.ts'
import { KeyToken } from './key-token.ts'
import { mintLegacyToken, mintToken } from './mint-token.ts'
import { makePepper } from './pepper.ts'

const pepperOf = (bytes: Uint8Array) => makePepper(1, bytes)
const pepper = pepperOf(seededRandomness('pepper').bytes(32))
const hex = (digest: KeyDigest) => Buffer.from(digest).toString('hex')
const tokens = fc
  .nat()
  .map((seed) => seededRandomness(`digest ${seed}`))
  .map((randomness) => mintToken({ prefix: 'ksd', randomness }).token)

describe('the digest of a token', () => {
  // Test cases 6 and 7, the two of RFC 4231 whose key is as long as a pepper must be.
  it.each([
    [
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ])('is the HMAC-SHA-256 of RFC 4231 for %j', (text, expected) => {
    expect(hex(digestToken(new KeyToken(text), pepperOf(new Uint8Array(131).fill(0xaa))))).toBe(expected)
  })

  it('is the HMAC-SHA-256 of the whole token under the pepper, 32 bytes', () => {
    const secrets = fc.uint8Array({ minLength: 32, maxLength: 100 })
    fc.assert(
      fc.property(tokens, secrets, (token, secret) => {
        const digest = digestToken(token, pepperOf(secret))
        expect(digest).toHaveLength(32)
        expect(hex(digest)).toBe(createHmac('sha256', secret).update(token.reveal(), 'utf8').digest('hex'))
      }),
    )
  })

  it('depends on every character of the token', () => {
    const text = mintToken({ prefix: 'ksd', randomness: seededRandomness('every character') }).token.reveal()
    const altered = Array.from(text, (character, at) =>
      [text.slice(0, at), character === 'x' ? 'y' : 'x', text.slice(at + 1)].join(''),
    )
    const all = [text, ...altered].map((each) => hex(digestToken(new KeyToken(each), pepper)))
    expect(new Set(all).size).toBe(text.length + 1)
  })

  it('depends on the pepper: a copy of the database alone checks no guess', () => {
    const { token } = mintToken({ prefix: 'ksd', randomness: seededRandomness('pepper matters') })
    const another = pepperOf(seededRandomness('another pepper').bytes(32))
    expect(hex(digestToken(token, another))).not.toBe(hex(digestToken(token, pepper)))
  })

  it('is made of a legacy token in the same way', () => {
    const { token } = mintLegacyToken(seededRandomness('legacy digest'))
    const expected = createHmac('sha256', pepper.secret).update(token.reveal()).digest('hex')
    expect(hex(digestToken(token, pepper))).toBe(expected)
  })
})

describe('the comparison of a token with a digest', () => {
  it('finds the one that was made of it, in whichever kind of bytes', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        const digest = digestToken(token, pepper)
        expect(matchesDigest(token, pepper, digest)).toBe(true)
        expect(matchesDigest(token, pepper, Buffer.from(digest) as Uint8Array as KeyDigest)).toBe(true)
      }),
    )
  })

  it('does not, when a single bit differs, whichever', () => {
    const token = new KeyToken('any')
    const digest = digestToken(token, pepper)
    const flipped = Array.from({ length: 256 }, (_, bit) => {
      const copy = Uint8Array.from(digest)
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return copy as KeyDigest
    })
    expect(flipped.filter((other) => matchesDigest(token, pepper, other))).toEqual([])
  })

  it('does not, and throws nothing, when the digest is cut short, longer or empty', () => {
    const token = new KeyToken('any')
    const digest = digestToken(token, pepper)
    const resized = [digest.slice(0, 31), Buffer.concat([digest, Buffer.alloc(1)]), new Uint8Array(0)]
    expect(resized.filter((other) => matchesDigest(token, pepper, other as Uint8Array as KeyDigest))).toEqual([])
  })

  it('does not find another token’s, though that was hashed between', () => {
    fc.assert(
      fc.property(tokens, tokens, (one, other) => {
        fc.pre(one.reveal() !== other.reveal())
        const [first, second] = [digestToken(one, pepper), digestToken(other, pepper)]
        expect(matchesDigest(one, pepper, second)).toBe(false)
        expect(matchesDigest(one, pepper, first)).toBe(true)
      }),
    )
  })

  it('is made for an unknown key, too: the decoy has the length of a digest, and is none', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        expect(decoyDigest).toHaveLength(digestToken(token, pepper).length)
        expect(matchesDigest(token, pepper, decoyDigest)).toBe(false)
      }),
    )
  })
})

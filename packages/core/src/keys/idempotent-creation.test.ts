import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { deriveAuditKey } from '../audit/audit-chain.ts'
import type { UserId } from '../identifiers.ts'
import { KeyToken } from '../token/key-token.ts'
import { mintToken } from '../token/mint-token.ts'
import { makePepper, Peppers } from '../token/pepper.ts'
import {
  creationMemoryMs,
  deriveSealingKey,
  hashCreationRequest,
  nameCreation,
  openToken,
  sealToken,
  tokenReplayMs,
} from './idempotent-creation.ts'

const pepper = makePepper(1, seededRandomness('pepper').bytes(32))
const caller = 'usr_caller' as UserId
const idempotencyKey = '0d2c9a3e-7f5b-4c1d-9e8f-a1b2c3d4e5f6'
const { token } = mintToken({ prefix: 'ksd', randomness: seededRandomness('sealed') })
const peppers = new Peppers([pepper])
const lookup = nameCreation(caller, idempotencyKey, peppers)
const sealingKey = deriveSealingKey(caller, idempotencyKey, pepper)

const sealed = sealToken(token, sealingKey, seededRandomness('nonce'))
const idempotencyKeys = fc.stringMatching(/^[\x21-\x7e]{16,255}$/)

describe('a sealed token', () => {
  it('is opened again by the same caller with the same Idempotency-Key', () => {
    fc.assert(
      fc.property(idempotencyKeys, fc.nat(), (key, seed) => {
        const randomness = seededRandomness(`sealing ${seed}`)
        const minted = mintToken({ prefix: 'ksd', randomness }).token
        const box = sealToken(minted, deriveSealingKey(caller, key, pepper), randomness)
        expect(openToken(box, deriveSealingKey(caller, key, pepper))?.reveal()).toBe(minted.reveal())
      }),
    )
  })

  it('is opened from the bytes as any database gives them back', () => {
    expect(openToken(new Uint8Array(sealed), sealingKey)?.reveal()).toBe(token.reveal())
    expect(openToken(Buffer.from(sealed), sealingKey)?.reveal()).toBe(token.reveal())
    const withinOthers = new Uint8Array([0, 0, ...sealed, 0]).subarray(2, -1)
    expect(openToken(withinOthers, sealingKey)?.reveal()).toBe(token.reveal())
  })

  it.each([
    ['another caller', deriveSealingKey('usr_other' as UserId, idempotencyKey, pepper)],
    ['another Idempotency-Key', deriveSealingKey(caller, idempotencyKey.replace('0d', '1d'), pepper)],
    ['another pepper', deriveSealingKey(caller, idempotencyKey, makePepper(1, seededRandomness('stolen').bytes(32)))],
    ['the pepper alone', new Uint8Array(pepper.secret.export())],
    ['the look-up that the database holds', new Uint8Array(Buffer.from(lookup, 'base64url'))],
  ])('is not opened by %s', (_, otherKey) => {
    expect(otherKey).toHaveLength(32)
    expect(openToken(sealed, otherKey)).toBeUndefined()
  })

  it('is not opened after a change of any one bit', () => {
    const opened = Array.from({ length: sealed.length * 8 }, (_, bit) => {
      const copy = Uint8Array.from(sealed)
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return copy
    }).filter((copy) => opens(copy))
    expect(opened).toEqual([])
  })

  it('is not opened after a cut at its end or its start, however long', () => {
    const lengths = Array.from(sealed, (_, length) => length)
    const pieces = lengths.flatMap((length) => [sealed.slice(0, length), sealed.slice(sealed.length - length)])
    expect(pieces.filter((piece) => opens(piece))).toEqual([])
  })

  it('is not opened after an addition', () => {
    expect(opens(sealed)).toBe(true)
    expect(opens(Buffer.concat([sealed, Buffer.alloc(1)]))).toBe(false)
    expect(opens(Buffer.concat([Buffer.alloc(1), sealed]))).toBe(false)
    expect(opens(Buffer.concat([sealed, sealed]))).toBe(false)
  })

  it('shows no part of the token', () => {
    const text = token.reveal()
    const bytes = Buffer.from(sealed).toString('latin1')
    const pieces = Array.from({ length: text.length - 3 }, (_, at) => text.slice(at, at + 4))
    expect(pieces.filter((piece) => bytes.includes(piece))).toEqual([])
  })

  it('is sealed under a nonce of its own each time, without which two would give both away', () => {
    const randomness = seededRandomness('nonces')
    const boxes = Array.from({ length: 1_000 }, () => Buffer.from(sealToken(token, sealingKey, randomness)))
    expect(new Set(boxes.map((box) => box.toString('hex', 0, 12))).size).toBe(1_000)
    expect(new Set(boxes.map((box) => box.toString('hex', 12))).size).toBe(1_000)
  })

  it('gives back a token that does not show itself', () => {
    expect(openToken(sealed, sealingKey)).toBeInstanceOf(KeyToken)
  })
})

const opens = (box: Uint8Array) => openToken(box, sealingKey) !== undefined

describe('the look-up of a creation', () => {
  it('is the same for the same caller, Idempotency-Key and pepper', () => {
    expect(nameCreation(caller, idempotencyKey, new Peppers([pepper]))).toBe(lookup)
  })

  it('stays the same while peppers come, are used, and go', () => {
    const next = makePepper(2, seededRandomness('next pepper').bytes(32))
    const retired = [{ version: 1, auditKey: deriveAuditKey(pepper) }]
    for (const later of [
      new Peppers([pepper, next], { current: 1 }),
      new Peppers([next, pepper]),
      new Peppers([next], { retired }),
    ]) {
      expect(nameCreation(caller, idempotencyKey, later)).toBe(lookup)
    }
  })

  it('does not hold the Idempotency-Key, in whatever spelling', () => {
    fc.assert(
      fc.property(idempotencyKeys, (key) => {
        const name = nameCreation(caller, key, peppers)
        expect(name).toMatch(/^[\w-]{43}$/)
        for (const spelling of ['utf8', 'base64url', 'hex'] as const) {
          expect(name).not.toContain(Buffer.from(key).toString(spelling))
        }
        expect(Buffer.from(name, 'base64url').includes(key)).toBe(false)
      }),
    )
  })

  it('does not give away the sealing key', () => {
    expect(Buffer.from(lookup, 'base64url').equals(Buffer.from(sealingKey))).toBe(false)
  })

  it('differs for every caller and Idempotency-Key, and where the border between the two is moved', () => {
    const strangers = fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 2, maxLength: 2 })
    const movedBorder = fc
      .tuple(fc.string({ minLength: 2 }), fc.nat(), fc.nat())
      .map(([text, ...places]) => places.map((place) => splitAt(text, place % text.length)))
    fc.assert(
      fc.property(fc.oneof(strangers, movedBorder), (pairs) => {
        const different = new Set(pairs.map((pair) => JSON.stringify(pair))).size
        const names = pairs.map(([owner, key]) => nameCreation(owner as UserId, key, peppers))
        const sealingKeys = pairs.map(([owner, key]) => deriveSealingKey(owner as UserId, key, pepper))
        expect(new Set(names).size).toBe(different)
        expect(new Set(sealingKeys.map((sealing) => sealing.join())).size).toBe(different)
      }),
    )
  })

  it('depends on the pepper: a copy of the database alone confirms no guess of an Idempotency-Key', () => {
    const other = new Peppers([makePepper(1, seededRandomness('other pepper').bytes(32))])
    expect(nameCreation(caller, idempotencyKey, other)).not.toBe(lookup)
  })
})

describe('the hash of a request', () => {
  const request = { name: 'laptop', organizationId: null, expiresAt: null, format: 'v1' }

  it('is the same for the same request', () => {
    expect(hashCreationRequest({ ...request })).toBe(hashCreationRequest(request))
  })

  it.each([
    ['another name', { ...request, name: 'desktop' }],
    ['an organization', { ...request, organizationId: 'org_acme' }],
    ['an expiry', { ...request, expiresAt: 0 }],
    ['another format', { ...request, format: 'legacy' }],
    ['a number that is spelt like a text', { ...request, name: 1 }],
    ['the text "null" for nothing', { ...request, organizationId: 'null' }],
    ['the borders between its parts moved', { name: 'laptop,', organizationId: null, expiresAt: 'v1' }],
    ['one part less', { name: 'laptop', organizationId: null, expiresAt: null }],
  ])('tells a request with %s apart', (_, other) => {
    expect(hashCreationRequest(other)).not.toBe(hashCreationRequest(request))
  })

  it('does not hold the name', () => {
    expect(hashCreationRequest({ name: 'laptop' })).toMatch(/^[\w-]{43}$/)
  })
})

describe('a repeated creation', () => {
  it('shows its token for ten minutes, and is known as a repetition for a day', () => {
    expect(tokenReplayMs).toBe(600_000)
    expect(creationMemoryMs).toBe(86_400_000)
  })
})

function splitAt(text: string, place: number): [string, string] {
  return [text.slice(0, place), text.slice(place)]
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandomness } from '../testing/seeded-randomness.ts'
import { newOrganizationId, newUserId } from './accounts/new-identifier.ts'
import { isKeyId } from './identifiers.ts'
import { mintLegacyToken, mintToken } from './keys/mint-token.ts'

const randomnesses = fc.nat().map((seed) => seededRandomness(`identifiers ${seed}`))

describe('a key ID', () => {
  it('is known by its shape, in both token formats', () => {
    fc.assert(
      fc.property(randomnesses, (randomness) => {
        expect(isKeyId(mintToken({ prefix: 'ksd', randomness }).keyId)).toBe(true)
        expect(isKeyId(mintLegacyToken(randomness).keyId)).toBe(true)
      }),
    )
  })

  it.each([
    '',
    '5GqX0123456789',
    '5GqX0123456789abc',
    '5GqX0123456789a_',
    '5GqX0123456789a\n',
    '5GqX0123456789ab\n',
    ' 5GqX0123456789ab',
    '../../etc/passwd',
    '0123456789abcdef01234',
    '0123456789abcdef012',
    '0123456789ABCDEF0123',
    '0123456789abcdef012g',
    '٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥',
  ])('is not %j', (text) => {
    expect(isKeyId(text)).toBe(false)
  })

  it('is never a whole token, so that a token sent as an ID goes no further', () => {
    fc.assert(
      fc.property(randomnesses, (randomness) => {
        const legacy = mintLegacyToken(randomness).token.reveal()
        expect(isKeyId(mintToken({ prefix: 'ksd', randomness }).token.reveal())).toBe(false)
        expect(isKeyId(legacy)).toBe(false)
        expect(isKeyId(legacy.slice('local-'.length))).toBe(false)
      }),
    )
  })
})

describe('a new user or organization', () => {
  it('gets an ID that says which it is, and 22 base62 characters', () => {
    fc.assert(
      fc.property(randomnesses, (randomness) => {
        expect(newUserId(randomness)).toMatch(/^usr_[0-9A-Za-z]{22}$/)
        expect(newOrganizationId(randomness)).toMatch(/^org_[0-9A-Za-z]{22}$/)
      }),
    )
  })

  it('gets an ID of its own', () => {
    const randomness = seededRandomness('identifiers of many')
    const ids = Array.from({ length: 10_000 }, () => [newUserId(randomness), newOrganizationId(randomness)]).flat()
    expect(new Set(ids.map((id) => id.slice(4))).size).toBe(20_000)
  })
})

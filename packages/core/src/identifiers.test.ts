import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandomness } from '../testing/seeded-randomness.ts'
import { idPrefixes, isKeyId, isServiceAccountId } from './identifiers.ts'
import { newOrganizationId, newServiceAccountId, newTeamId, newUserId } from './names/new-identifier.ts'
import { mintLegacyToken, mintToken } from './token/mint-token.ts'

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
    '5GqX0123456789a',
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

describe('the ID of an account', () => {
  it('tells a service account from a user, and from all else that has an ID', () => {
    fc.assert(
      fc.property(randomnesses, (randomness) => {
        expect(isServiceAccountId(newServiceAccountId(randomness))).toBe(true)
        for (const make of [newUserId, newOrganizationId, newTeamId]) {
          expect(isServiceAccountId(make(randomness))).toBe(false)
        }
      }),
    )
  })

  it('begins as no ID of another kind does', () => {
    const prefixes = Object.values(idPrefixes)
    const confused = prefixes.filter((one) => prefixes.some((other) => other !== one && other.startsWith(one)))
    expect(confused).toEqual([])
    expect(new Set(prefixes).size).toBe(prefixes.length)
  })

  it('is not taken for one on account of its end or its letter case', () => {
    for (const id of ['', 'sva', 'SVA_0', ' sva_0', 'usr_sva_0']) expect(isServiceAccountId(id)).toBe(false)
  })
})

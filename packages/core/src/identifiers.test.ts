import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandomness } from '../testing/seeded-randomness.ts'
import { isKeyId } from './identifiers.ts'
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

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksumOf, isTokenPrefix } from './token-format.ts'

describe('the checksum', () => {
  it('is the CRC-32 whose check value every catalogue gives: CBF43926 for "123456789"', () => {
    // 0xCBF43926 = 3,421,780,262 = 3·62⁵ + 45·62⁴ + 35·62³ + 27·62² + 22·62 + 14, and those are the digits 3jZRME.
    const digits = [3, 45, 35, 27, 22, 14]
    expect(digits.reduce((value, digit) => value * 62 + digit, 0)).toBe(0xcb_f4_39_26)
    expect(checksumOf('123456789')).toBe('3jZRME')
  })

  it('is padded on the left with zeros', () => {
    expect(checksumOf('')).toBe('000000')
  })

  it('has six base62 characters for every text', () => {
    fc.assert(
      fc.property(fc.string(), (body) => {
        expect(checksumOf(body)).toMatch(/^[0-9A-Za-z]{6}$/)
      }),
    )
  })
})

describe('a token prefix', () => {
  it.each(['ks', 'ksd', '00', 'v1', 'acme2', 'a1b2c3d4e5f6g7h8'])('can be %s', (prefix) => {
    expect(isTokenPrefix(prefix)).toBe(true)
  })

  it.each(['', 'k', 'a1b2c3d4e5f6g7h8i', 'Ksd', 'k_d', 'k-d', 'k d', ' ksd', 'ksd\n', 'ｋｓｄ', 'schlüssel'])(
    'cannot be %j',
    (prefix) => {
      expect(isTokenPrefix(prefix)).toBe(false)
    },
  )
})

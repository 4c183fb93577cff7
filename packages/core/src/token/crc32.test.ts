import { crc32 as crc32OfZlib } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32 } from './crc32.ts'

describe('the CRC-32', () => {
  it('is the one of zlib, over any part of any ASCII text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), fc.nat(), (text, cut) => {
        const end = text.length === 0 ? 0 : cut % (text.length + 1)
        expect(crc32(text, end)).toBe(crc32OfZlib(text.slice(0, end)))
      }),
    )
  })

  it('has the check value of its catalogue entry, CRC-32/ISO-HDLC', () => {
    expect(crc32('123456789', 9)).toBe(0xcbf43926)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { membershipIn } from '../../testing/example-records.ts'
import { keyState, keyType } from './api-key.ts'

describe('a key', () => {
  it('is active up to the millisecond before its expiry, and expired from that millisecond on', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (expiresAt) => {
        expect(keyState({ expiresAt }, expiresAt - 1)).toBe('active')
        expect(keyState({ expiresAt }, expiresAt)).toBe('expired')
        expect(keyState({ expiresAt }, expiresAt + 1)).toBe('expired')
      }),
    )
  })

  it('without an expiry never expires', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (now) => {
        expect(keyState({ expiresAt: null }, now)).toBe('active')
      }),
    )
  })

  it('that reaches one organization is an organization key, any other a personal one', () => {
    expect(keyType({ organization: membershipIn('acme').organization })).toBe('organization')
    expect(keyType({ organization: null })).toBe('personal')
  })
})

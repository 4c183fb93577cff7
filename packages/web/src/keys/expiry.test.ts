import { describe, expect, it } from 'vitest'
import { defaultExpiry, expiryOf, isOffered } from './expiry.ts'

const now = Date.UTC(2026, 0, 15, 12)
const dayMs = 86_400_000
const limitOf = (days: number) => ({ seconds: days * 86_400, organization: 'acme' })

describe('the expiry of a new key', () => {
  it('is so many days from now', () => {
    expect(expiryOf('30', '', null, now)).toBe(now + 30 * dayMs)
    expect(expiryOf('never', '', null, now)).toBeNull()
  })

  it('counts a chosen day to its end, and takes no day that is past or none at all', () => {
    expect(expiryOf('custom', '2026-02-01', null, now)).toBe(new Date('2026-02-01T23:59:59').getTime())
    expect(expiryOf('custom', '2026-01-14', null, now)).toBeUndefined()
    expect(expiryOf('custom', '', null, now)).toBeUndefined()
  })

  it('stays within the limit even when the server’s clock is a little behind', () => {
    const expiresAt = expiryOf('30', '', limitOf(30), now)
    expect(expiresAt).toBeLessThan(now + 30 * dayMs)
    expect(expiresAt).toBeGreaterThan(now + 29 * dayMs)
    expect(expiryOf('custom', '2027-01-01', limitOf(30), now)).toBe(expiresAt)
  })

  it('is offered only as far as the limit goes, and three months where nothing is said', () => {
    expect(defaultExpiry(null)).toBe('90')
    expect(defaultExpiry(limitOf(30))).toBe('30')
    expect(defaultExpiry(limitOf(1))).toBe('custom')
    expect(isOffered('90', limitOf(30))).toBe(false)
    expect(isOffered('never', limitOf(3650))).toBe(false)
  })
})

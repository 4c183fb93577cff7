import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultPolicies, type Policies } from '../model/policies.ts'
import { evaluateKeyCreation } from './evaluate-key-creation.ts'

const now = 1_000_000
const disabled: Policies = { ...defaultPolicies, disableKeyCreation: true }
const limitedTo = (maximumKeyLifetimeMs: number): Policies => ({ ...defaultPolicies, maximumKeyLifetimeMs })

describe('whether a key may be made (design §6)', () => {
  it.each([
    ['yes, where nothing was decided', undefined, null, [defaultPolicies]],
    ['yes, of somebody who belongs nowhere', undefined, null, []],
    ['no, where creation is switched off', 'KEY_CREATION_DISABLED', null, [disabled]],
    ['no, where one of many organizations has', 'KEY_CREATION_DISABLED', null, [defaultPolicies, disabled]],
    ['no, without an expiry where lifetimes are limited', 'KEY_LIFETIME_TOO_LONG', null, [limitedTo(500)]],
    ['yes, up to the last millisecond of the limit', undefined, now + 500, [limitedTo(500)]],
    ['no, a millisecond later', 'KEY_LIFETIME_TOO_LONG', now + 501, [limitedTo(500)]],
    ['no, beyond the strictest of the limits', 'KEY_LIFETIME_TOO_LONG', now + 400, [limitedTo(500), limitedTo(300)]],
  ] as const)('%s', (_, expected, expiresAt, policies) => {
    expect(evaluateKeyCreation(expiresAt, policies, now)).toBe(expected)
  })

  it('is never made easier by one more organization', () => {
    const anyPolicies = fc.record({
      disableKeyCreation: fc.boolean(),
      enforceOrganizationKeys: fc.boolean(),
      maximumKeyLifetimeMs: fc.option(fc.integer({ min: 1, max: 1_000 })),
    })
    const anyExpiry = fc.option(fc.integer({ min: now + 1, max: now + 2_000 }))
    fc.assert(
      fc.property(anyExpiry, fc.array(anyPolicies), anyPolicies, (expiresAt, some, oneMore) => {
        const refusedBefore = evaluateKeyCreation(expiresAt, some, now) !== undefined
        const refusedAfter = evaluateKeyCreation(expiresAt, [...some, oneMore], now) !== undefined
        expect(refusedBefore && !refusedAfter).toBe(false)
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  exampleKey,
  exampleServiceAccount,
  exampleServiceAccountKey,
  exampleUser,
  organizationNamed,
} from '../../testing/example-records.ts'
import { keyState, keyType } from './api-key.ts'

const grace = exampleUser('grace')
const personal = exampleKey(grace, null)
const ofAcme = exampleKey(grace, 'acme')
const acme = organizationNamed('acme')
const birch = organizationNamed('birch')
const times = fc.maxSafeInteger()

describe('a key', () => {
  it('is active up to the millisecond before its expiry, and expired from that millisecond on', () => {
    fc.assert(
      fc.property(times, (expiresAt) => {
        expect(keyState({ ...personal, expiresAt }, expiresAt - 1)).toBe('active')
        expect(keyState({ ...personal, expiresAt }, expiresAt)).toBe('expired')
        expect(keyState({ ...personal, expiresAt }, expiresAt + 1)).toBe('expired')
      }),
    )
  })

  it('without an expiry never expires', () => {
    fc.assert(
      fc.property(times, (now) => {
        expect(keyState({ ...personal, expiresAt: null }, now)).toBe('active')
      }),
    )
  })

  it('is blocked where the only organization that it reaches has blocked it', () => {
    const robot = exampleServiceAccountKey(exampleServiceAccount('robot', 'acme/research'))
    for (const key of [ofAcme, robot]) {
      expect(keyState({ ...key, blockedBy: [birch, acme] }, 0)).toBe('blocked')
      expect(keyState({ ...key, blockedBy: [birch] }, 0)).toBe('active')
    }
  })

  it('that reaches everywhere is active whoever has blocked it, since it works for the others', () => {
    expect(keyState({ ...personal, blockedBy: [acme, birch] }, 0)).toBe('active')
  })

  it('that is blocked and expired is expired: a block can be taken back', () => {
    expect(keyState({ ...ofAcme, blockedBy: [acme], expiresAt: 5 }, 5)).toBe('expired')
    expect(keyState({ ...ofAcme, blockedBy: [acme], expiresAt: 5 }, 4)).toBe('blocked')
  })

  it('is disabled until the millisecond in which its brown-out ends, and from then on works by itself', () => {
    fc.assert(
      fc.property(times, (until) => {
        const disabled = { at: until - 60_000, by: null, until }
        expect(keyState({ ...personal, disabled }, until - 1)).toBe('disabled')
        expect(keyState({ ...personal, disabled }, until)).toBe('active')
        expect(keyState({ ...ofAcme, disabled, blockedBy: [acme] }, until - 1)).toBe('disabled')
        expect(keyState({ ...ofAcme, disabled, blockedBy: [acme] }, until)).toBe('blocked')
        expect(keyState({ ...personal, disabled, expiresAt: until - 1 }, until - 1)).toBe('expired')
      }),
    )
  })

  it('that is disabled for as long as nobody enables it is disabled at any time', () => {
    fc.assert(
      fc.property(times, (now) => {
        expect(keyState({ ...personal, disabled: { until: null } }, now)).toBe('disabled')
      }),
    )
  })

  it('is of the type that design §2 gives it', () => {
    expect(keyType(personal)).toBe('personal')
    expect(keyType(ofAcme)).toBe('organization')
    const keyOfMachine = (home: string) => exampleServiceAccountKey(exampleServiceAccount('robot', home))
    expect(keyType(keyOfMachine('acme/research'))).toBe('team_service_account')
    expect(keyType(keyOfMachine('acme'))).toBe('organization_service_account')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { newOrganizationId, newUserId } from './new-identifier.ts'

describe('a new user or organization', () => {
  it('gets an ID that says which of the two it is, and 22 base62 characters', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const randomness = seededRandomness(`identifiers ${seed}`)
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

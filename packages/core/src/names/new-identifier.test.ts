import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { newOrganizationId, newServiceAccountId, newTeamId, newUserId } from './new-identifier.ts'

const makers = { usr: newUserId, org: newOrganizationId, team: newTeamId, sva: newServiceAccountId }

describe('a new user, organization, team or service account', () => {
  it.each(Object.entries(makers))(
    'gets an ID that says which of them it is, and 22 base62 characters: %s',
    (kind, make) => {
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const [before, after, ...more] = make(seededRandomness(`identifiers ${seed}`)).split('_')
          expect(before).toBe(kind)
          expect(after).toMatch(/^[0-9A-Za-z]{22}$/)
          expect(more).toEqual([])
        }),
      )
    },
  )

  it('gets an ID of its own', () => {
    const randomness = seededRandomness('identifiers of many')
    const ids = Array.from({ length: 5_000 }, () => Object.values(makers).map((make) => make(randomness))).flat()
    expect(new Set(ids.map((id) => id.slice(id.indexOf('_')))).size).toBe(20_000)
  })
})

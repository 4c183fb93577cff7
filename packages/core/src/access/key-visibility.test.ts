import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AccessFacts,
  type AccessSituation,
  accessSituation,
  everyAccess,
} from '../../testing/access-situations.ts'
import { organizationId } from '../../testing/example-records.ts'
import { evaluateKeyAccess } from './evaluate-key-access.ts'
import { type KeyVisibility, keyVisibility } from './key-visibility.ts'

/** What storage makes of the filter, in the words of `KeyVisibility`. */
function admits(visibility: KeyVisibility, { key, ownerOrganizations }: AccessSituation): boolean {
  if (visibility.kind === 'everything') return true
  const { own, administered } = visibility
  const reached = key.organization === null ? ownerOrganizations : [key.organization.id]
  const isOwn = key.owner.id === own.ownerId
  const isWithin = own.organizationId === null || key.organization?.id === own.organizationId
  return (isOwn && isWithin) || reached.some((id) => administered.includes(id))
}

function isListed(facts: AccessFacts): boolean {
  const situation = accessSituation(facts)
  return admits(keyVisibility(situation.principal), situation)
}

function hasAccess(facts: AccessFacts): boolean {
  const { principal, key, ownerOrganizations } = accessSituation(facts)
  return evaluateKeyAccess(principal, key, ownerOrganizations) !== 'none'
}

describe('a list of keys', () => {
  it('holds exactly those that its reader may see or manage, in every situation of three organizations', () => {
    const situations = everyAccess()
    expect(situations.filter((facts) => isListed(facts) !== hasAccess(facts))).toEqual([])
    expect(situations.some(isListed)).toBe(true)
    expect(situations.every(isListed)).toBe(false)
  })

  it('holds exactly those that its reader may see or manage, in worlds of any size', () => {
    const worlds = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,8}$/), { minLength: 1, maxLength: 12 })
    const facts: fc.Arbitrary<AccessFacts> = worlds.chain((names) => {
      const somewhere = fc.constantFrom(null, ...names)
      const role = fc.constantFrom('admin' as const, 'member' as const)
      return fc.dictionary(fc.constantFrom(...names), role).chain((roles) =>
        fc.record({
          roles: fc.constant(roles),
          instanceAdmin: fc.boolean(),
          confinedTo: fc.constantFrom(null, ...Object.keys(roles)),
          owner: fc.oneof(fc.constant('caller' as const), fc.record({ belongsTo: fc.subarray(names) })),
          keyOrganization: somewhere,
        }),
      )
    })
    fc.assert(
      fc.property(facts, (given) => {
        expect(isListed(given)).toBe(hasAccess(given))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('the filter of a list', () => {
  const caller: AccessFacts = {
    roles: { acme: 'admin', birch: 'member' },
    instanceAdmin: false,
    confinedTo: null,
    owner: 'caller',
    keyOrganization: null,
  }
  const filterOf = (facts: AccessFacts) => keyVisibility(accessSituation(facts).principal)

  it('lets everything through for an instance admin', () => {
    expect(filterOf({ ...caller, instanceAdmin: true })).toEqual({ kind: 'everything' })
  })

  it('does not for a key that an instance admin confined to one organization', () => {
    expect(filterOf({ ...caller, instanceAdmin: true, confinedTo: 'birch' })).toEqual({
      kind: 'some',
      own: { ownerId: 'usr_caller', organizationId: organizationId('birch') },
      administered: [],
    })
  })

  it('lets through their own keys, and those of the organizations that they administer', () => {
    expect(filterOf(caller)).toEqual({
      kind: 'some',
      own: { ownerId: 'usr_caller', organizationId: null },
      administered: [organizationId('acme')],
    })
  })
})

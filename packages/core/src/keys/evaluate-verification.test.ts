import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleKey, exampleUser, membershipIn, organizationId } from '../../testing/example-records.ts'
import type { OrganizationRole } from '../model/account.ts'
import type { VerifiableKey } from '../ports/store.ts'
import type { KeyDigest } from '../token/digest-token.ts'
import { evaluateVerification, type RefusalReason, refuse, type VerificationDemand } from './evaluate-verification.ts'

const now = 1_800_000_000_000
const owner = exampleUser('grace')

type Facts = {
  readonly belongsTo?: Readonly<Record<string, OrganizationRole>>
  readonly keyOrganization?: string | null
  readonly expiresAt?: number | null
  readonly instanceAdmin?: boolean
}

function record({ belongsTo = {}, keyOrganization = null, expiresAt = null, instanceAdmin = false }: Facts) {
  const user = exampleUser('grace', { instanceAdmin })
  return {
    key: exampleKey(user, keyOrganization, { expiresAt }),
    user,
    memberships: Object.entries(belongsTo).map(([name, role]) => membershipIn(name, role)),
    closedToPersonalKeys: [],
    digest: new Uint8Array(32).fill(0xd1) as KeyDigest,
    pepperVersion: 1,
  } satisfies VerifiableKey
}

const within = (...names: string[]): VerificationDemand => ({ organizations: names.map(organizationId) })
const inAcme = { belongsTo: { acme: 'member' } } as const
const inBoth = { belongsTo: { acme: 'member', birch: 'admin' } } as const

describe('a token whose secret is right', () => {
  it.each<[string, Facts, VerificationDemand]>([
    ['a personal key, nothing asked for', inAcme, {}],
    ['a personal key of somebody who belongs nowhere, nothing asked for', {}, {}],
    ['a personal key, an organization of its owner asked for', inAcme, within('acme')],
    ['a personal key, another organization of its owner asked for', inBoth, within('birch')],
    ['a personal key, one of several asked for', inBoth, within('cedar', 'birch')],
    ['an organization key, nothing asked for', { ...inBoth, keyOrganization: 'acme' }, {}],
    ['an organization key, its organization asked for', { ...inBoth, keyOrganization: 'acme' }, within('acme')],
    ['a key that expires in a millisecond', { ...inAcme, expiresAt: now + 1 }, {}],
    ['a key that expires in the far future', { ...inAcme, expiresAt: Date.UTC(9999, 0) }, {}],
  ])('is good: %s', (_, facts, demand) => {
    const { key, ...rest } = record(facts)
    expect(evaluateVerification({ key, ...rest }, true, demand, now)).toMatchObject({ valid: true, key })
  })

  it.each<[string, Facts, VerificationDemand, RefusalReason]>([
    ['the key expires this very millisecond', { ...inAcme, expiresAt: now }, {}, 'expired'],
    ['the key expired a millisecond ago', { ...inAcme, expiresAt: now - 1 }, {}, 'expired'],
    ['the key expired at the beginning of time', { ...inAcme, expiresAt: 0 }, {}, 'expired'],
    ['the key expired, and does not reach what is asked for either', { expiresAt: now }, within('acme'), 'expired'],
    ['its owner does not belong to the organization', inAcme, within('birch'), 'out-of-reach'],
    ['its owner belongs to none of the organizations', inBoth, within('cedar', 'dune'), 'out-of-reach'],
    ['its owner belongs nowhere', {}, within('acme'), 'out-of-reach'],
    ['no organization would do', inBoth, within(), 'out-of-reach'],
    [
      'an organization key is used for another of its owner',
      { ...inBoth, keyOrganization: 'acme' },
      within('birch'),
      'out-of-reach',
    ],
    ['the owner has left the organization of the key', { ...inAcme, keyOrganization: 'birch' }, {}, 'out-of-reach'],
    [
      'the owner has left, and that organization is asked for',
      { ...inAcme, keyOrganization: 'birch' },
      within('birch'),
      'out-of-reach',
    ],
    [
      'the owner has left, and another of theirs is asked for',
      { ...inAcme, keyOrganization: 'birch' },
      within('acme'),
      'out-of-reach',
    ],
    ['the owner administers the instance, but is no member', { instanceAdmin: true }, within('acme'), 'out-of-reach'],
    ['a team is asked for, and there are none yet', inAcme, { team: 'research' }, 'out-of-reach'],
    [
      'a team is asked for in an organization that is reached',
      inAcme,
      { ...within('acme'), team: 'a' },
      'out-of-reach',
    ],
  ])('is refused: %s', (_, facts, demand, reason) => {
    expect(evaluateVerification(record(facts), true, demand, now)).toEqual(refuse(reason))
  })

  it('lasts to the millisecond before its expiry, whenever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Date.UTC(9999, 11, 31) }), (expiresAt) => {
        const expiring = record({ ...inAcme, expiresAt })
        expect(evaluateVerification(expiring, true, {}, expiresAt - 1).valid).toBe(true)
        expect(evaluateVerification(expiring, true, {}, expiresAt)).toEqual(refuse('expired'))
        expect(evaluateVerification(expiring, true, {}, expiresAt + 1)).toEqual(refuse('expired'))
      }),
    )
  })

  it('authenticates its owner, with no membership beyond its reach', () => {
    const everywhere = evaluateVerification(record(inBoth), true, {}, now)
    expect(everywhere).toMatchObject({
      principal: { kind: 'user', user: owner, reach: { kind: 'everywhere' }, memberships: record(inBoth).memberships },
    })
    const confined = evaluateVerification(record({ ...inBoth, keyOrganization: 'acme' }), true, {}, now)
    expect(confined.valid && confined.principal.memberships).toEqual([membershipIn('acme')])
    expect(confined).toMatchObject({
      principal: { user: owner, reach: { kind: 'organization', organizationId: organizationId('acme') } },
    })
  })
})

describe('whatever the record, the time and the demand', () => {
  const names = ['acme', 'birch', 'cedar']
  const times = fc.integer({ min: -1_000, max: Date.UTC(9999, 11, 31) })
  const facts = fc.record({
    belongsTo: fc.dictionary(fc.constantFrom(...names), fc.constantFrom('admin' as const, 'member' as const)),
    keyOrganization: fc.constantFrom(null, ...names),
    expiresAt: fc.oneof(fc.constant(null), times, fc.constantFrom(now - 1, now, now + 1)),
    instanceAdmin: fc.boolean(),
  })
  const demands: fc.Arbitrary<VerificationDemand> = fc.record(
    { organizations: fc.subarray(names.map(organizationId)), team: fc.string() },
    { requiredKeys: [] },
  )
  const momentsNear = fc.oneof(fc.constant(now), times)

  it('exactly one thing comes out: good with key and principal and nothing stored of the secret, or a code with its reason', () => {
    fc.assert(
      fc.property(
        fc.option(facts, { nil: undefined }),
        fc.boolean(),
        demands,
        momentsNear,
        (given, matches, demand, at) => {
          const found = given && record(given)
          const answer = evaluateVerification(found, matches, demand, at)
          if (answer.valid) {
            expect(Object.keys(answer).sort()).toEqual(['key', 'principal', 'valid'])
            expect(answer.key).toBe(found?.key)
            expect(answer.principal.keyId).toBe(found?.key.id)
          } else {
            expect(answer).toEqual(refuse(answer.reason))
          }
        },
      ),
    )
  })

  it('no record is never valid', () => {
    fc.assert(
      fc.property(fc.boolean(), demands, momentsNear, (matches, demand, at) => {
        expect(evaluateVerification(undefined, matches, demand, at)).toEqual(refuse('unknown'))
      }),
    )
  })

  it('a wrong digest is never valid, and nothing else about the key shows through it', () => {
    fc.assert(
      fc.property(facts, demands, momentsNear, (given, demand, at) => {
        expect(evaluateVerification(record(given), false, demand, at)).toEqual(refuse('wrong-secret'))
      }),
    )
  })

  it('a right one is valid exactly when the key lives and reaches what is asked for', () => {
    fc.assert(
      fc.property(facts, demands, momentsNear, (given, demand, at) => {
        const { belongsTo, keyOrganization, expiresAt } = given
        const lives = expiresAt === null || at < expiresAt
        const reached = Object.keys(belongsTo).filter((name) => keyOrganization === null || name === keyOrganization)
        const isSomewhere = keyOrganization === null || reached.length > 0
        const asked = demand.organizations
        const reachesAsked = asked === undefined || reached.some((name) => asked.includes(organizationId(name)))
        const good = lives && isSomewhere && reachesAsked && demand.team === undefined
        expect(evaluateVerification(record(given), true, demand, at).valid).toBe(good)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a refusal', () => {
  it.each<RefusalReason>(['malformed', 'checksum', 'unknown', 'wrong-secret', 'expired'])(
    'for "%s" has the code of every bad token, so that whoever presents one learns nothing of why',
    (reason) => {
      expect(refuse(reason)).toEqual({ valid: false, code: 'INVALID_KEY', reason })
    },
  )

  it('of a good token that does not reach what was asked for has a code of its own', () => {
    expect(refuse('out-of-reach')).toEqual({ valid: false, code: 'FORBIDDEN', reason: 'out-of-reach' })
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accountOf,
  exampleKey,
  exampleServiceAccount,
  exampleServiceAccountKey,
  exampleUser,
  membershipIn,
  organizationId,
  organizationNamed,
  organizationOfTeam,
  teamAt,
  teamMembershipIn,
} from '../../testing/example-records.ts'
import type { OrganizationRole, TeamRole } from '../model/account.ts'
import type { RefusalReason } from '../model/refusal.ts'
import type { VerifiableKey } from '../ports/store.ts'
import type { KeyDigest } from '../token/digest-token.ts'
import { evaluateVerification, refuse, type VerificationDemand } from './evaluate-verification.ts'

const now = 1_800_000_000_000
const owner = exampleUser('grace')

/** What decides about a key, and about the person or service account that owns it. Organizations by name, teams by path. */
type Facts = {
  /** Where the owner belongs, if it is a service account. */
  readonly home?: string
  readonly belongsTo?: Readonly<Record<string, OrganizationRole>>
  readonly joined?: Readonly<Record<string, TeamRole>>
  readonly instanceAdmin?: boolean
  readonly keyOrganization?: string | null
  readonly expiresAt?: number | null
  readonly blockedBy?: readonly string[]
  readonly disabledUntil?: number | null
  readonly closed?: readonly string[]
}

function record(facts: Facts): VerifiableKey {
  const { home, belongsTo, joined, instanceAdmin = false, keyOrganization = null } = facts
  const overrides = {
    expiresAt: facts.expiresAt ?? null,
    blockedBy: (facts.blockedBy ?? []).map(organizationNamed),
    disabled: facts.disabledUntil === undefined ? null : { at: 0, by: null, until: facts.disabledUntil },
  }
  const stored = {
    closedToPersonalKeys: (facts.closed ?? []).map(organizationId),
    digest: new Uint8Array(32).fill(0xd1) as KeyDigest,
    pepperVersion: 1,
  }
  if (home !== undefined) {
    const serviceAccount = exampleServiceAccount('robot', home)
    const key = exampleServiceAccountKey(serviceAccount, overrides)
    return { ...stored, key, account: { kind: 'service_account', serviceAccount } }
  }
  const user = exampleUser('grace', { instanceAdmin })
  return { ...stored, key: exampleKey(user, keyOrganization, overrides), account: accountOf(user, belongsTo, joined) }
}

const within = (...names: string[]): VerificationDemand => ({ organizations: names.map(organizationId) })
const inTeams = (...paths: string[]): VerificationDemand => ({ teams: paths.map(teamAt) })
const inAcme = { belongsTo: { acme: 'member' } } as const
const inBoth = { belongsTo: { acme: 'member', birch: 'admin' } } as const
const inResearch = { ...inBoth, joined: { 'acme/research': 'viewer' } } as const

describe('a token whose secret is right', () => {
  it.each<[string, Facts, VerificationDemand]>([
    ['a personal key, nothing asked for', inAcme, {}],
    ['a personal key of somebody who belongs nowhere, nothing asked for', {}, {}],
    ['a personal key, an organization of its owner asked for', inAcme, within('acme')],
    ['a personal key, another organization of its owner asked for', inBoth, within('birch')],
    ['a personal key, one of several asked for', inBoth, within('cedar', 'birch')],
    ['a key whose brown-out is over', { ...inAcme, disabledUntil: now }, {}],
    ['an organization key, nothing asked for', { ...inBoth, keyOrganization: 'acme' }, {}],
    ['an organization key, its organization asked for', { ...inBoth, keyOrganization: 'acme' }, within('acme')],
    ['a personal key, a team of its owner asked for', inResearch, inTeams('acme/research')],
    ['a personal key, one of several teams asked for', inResearch, inTeams('acme/sales', 'acme/research')],
    ['a personal key, organization and team asked for', inResearch, { ...within('acme'), ...inTeams('acme/research') }],
    [
      'an organization key, a team of its organization asked for',
      { ...inResearch, keyOrganization: 'acme' },
      inTeams('acme/research'),
    ],
    ['a personal key that another organization has blocked', { ...inBoth, blockedBy: ['birch'] }, within('acme')],
    ['a personal key that every organization has blocked, nothing asked for', { ...inAcme, blockedBy: ['acme'] }, {}],
    ['a personal key where another organization takes none', { ...inBoth, closed: ['birch'] }, within('acme')],
    [
      'an organization key where no personal ones are taken',
      { ...inAcme, keyOrganization: 'acme', closed: ['acme'] },
      within('acme'),
    ],
    ['a team service account key, nothing asked for', { home: 'acme/research' }, {}],
    ['a team service account key, its organization asked for', { home: 'acme/research' }, within('birch', 'acme')],
    ['a team service account key, its team asked for', { home: 'acme/research' }, inTeams('acme/research')],
    ['an organization service account key, any team of it asked for', { home: 'acme' }, inTeams('acme/sales')],
    ['a service account key where no personal ones are taken', { home: 'acme', closed: ['acme'] }, within('acme')],
    ['a service account key that another organization has blocked', { home: 'acme', blockedBy: ['birch'] }, {}],
    ['a key that expires in a millisecond', { ...inAcme, expiresAt: now + 1 }, {}],
    ['a key that expires in the far future', { ...inAcme, expiresAt: Date.UTC(9999, 0) }, {}],
  ])('is good: %s', (_, facts, demand) => {
    const found = record(facts)
    expect(evaluateVerification(found, true, demand, now)).toMatchObject({ valid: true, key: found.key })
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
    ['its owner is not in the team', inBoth, inTeams('acme/research'), 'out-of-reach'],
    ['its owner is in another team', inResearch, inTeams('acme/sales'), 'out-of-reach'],
    ['its owner administers the organization, but is not in the team', inBoth, inTeams('birch/robots'), 'out-of-reach'],
    [
      'its owner administers the instance, but is not in the team',
      { ...inBoth, instanceAdmin: true },
      inTeams('acme/research'),
      'out-of-reach',
    ],
    ['no team would do', inResearch, inTeams(), 'out-of-reach'],
    [
      'the team is reached, but not the organization',
      inResearch,
      { ...within('cedar'), ...inTeams('acme/research') },
      'out-of-reach',
    ],
    [
      'an organization key is used for a team of another',
      { ...inResearch, keyOrganization: 'birch' },
      inTeams('acme/research'),
      'out-of-reach',
    ],
    ['a personal key is used where none is taken', { ...inBoth, closed: ['acme'] }, within('acme'), 'out-of-reach'],
    [
      'a personal key is used for a team where none is taken',
      { ...inResearch, closed: ['acme'] },
      inTeams('acme/research'),
      'out-of-reach',
    ],
    ['a personal key is used where it is blocked', { ...inBoth, blockedBy: ['acme'] }, within('acme'), 'out-of-reach'],
    [
      'a personal key is used for a team where it is blocked',
      { ...inResearch, blockedBy: ['acme'] },
      inTeams('acme/research'),
      'out-of-reach',
    ],
    ['an organization key is blocked', { ...inAcme, keyOrganization: 'acme', blockedBy: ['acme'] }, {}, 'blocked'],
    [
      'an organization key is blocked, and does not reach what is asked for either',
      { ...inAcme, keyOrganization: 'acme', blockedBy: ['acme'] },
      within('birch'),
      'blocked',
    ],
    [
      'a key is blocked and expired',
      { ...inAcme, keyOrganization: 'acme', blockedBy: ['acme'], expiresAt: now },
      {},
      'expired',
    ],
    ['a service account key is blocked', { home: 'acme', blockedBy: ['acme'] }, {}, 'blocked'],
    ['a team service account key is blocked', { home: 'acme/research', blockedBy: ['acme'] }, {}, 'blocked'],
    ['a service account is of another organization', { home: 'acme' }, within('birch'), 'out-of-reach'],
    ['a team service account is of another team', { home: 'acme/research' }, inTeams('acme/sales'), 'out-of-reach'],
    ['an organization service account is of another', { home: 'acme' }, inTeams('birch/robots'), 'out-of-reach'],
    ['a key is disabled', { ...inAcme, disabledUntil: null }, within('birch'), 'disabled'],
    ['a key is disabled for a millisecond more', { ...inAcme, disabledUntil: now + 1 }, {}, 'disabled'],
    ['a key is disabled and expired', { ...inAcme, disabledUntil: null, expiresAt: now }, {}, 'expired'],
    ['a service account key is disabled', { home: 'acme', disabledUntil: null, blockedBy: ['acme'] }, {}, 'disabled'],
    ['a service account key has expired', { home: 'acme', expiresAt: now }, {}, 'expired'],
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
    expect(evaluateVerification(record(inResearch), true, {}, now)).toMatchObject({
      principal: {
        kind: 'user',
        user: owner,
        reach: { kind: 'everywhere' },
        memberships: [membershipIn('acme'), membershipIn('birch', 'admin')],
        teamMemberships: [teamMembershipIn('acme/research', 'viewer')],
      },
    })
    const confined = evaluateVerification(record({ ...inResearch, keyOrganization: 'birch' }), true, {}, now)
    expect(confined).toMatchObject({
      principal: {
        user: owner,
        reach: { kind: 'organization', organizationId: organizationId('birch') },
        memberships: [membershipIn('birch', 'admin')],
        teamMemberships: [],
      },
    })
    const blocked = evaluateVerification(record({ ...inResearch, blockedBy: ['acme'] }), true, {}, now)
    expect(blocked).toMatchObject({
      principal: { reach: { kind: 'everywhere' }, memberships: [membershipIn('birch', 'admin')], teamMemberships: [] },
    })
  })

  it('authenticates the service account that it belongs to', () => {
    const serviceAccount = exampleServiceAccount('robot', 'acme/research')
    expect(evaluateVerification(record({ home: 'acme/research' }), true, {}, now)).toMatchObject({
      principal: { kind: 'service_account', serviceAccount },
    })
  })
})

describe('whatever the record, the time and the demand', () => {
  const names = ['acme', 'birch', 'cedar']
  const paths = ['acme/research', 'acme/sales', 'birch/robots']
  const times = fc.integer({ min: -1_000, max: Date.UTC(9999, 11, 31) })
  const expiries = fc.oneof(fc.constant(null), times, fc.constantFrom(now - 1, now, now + 1))
  const common = {
    expiresAt: expiries,
    blockedBy: fc.subarray(names),
    closed: fc.subarray(names),
    disabledUntil: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: expiries }),
  }
  const ofPeople = fc.record({
    ...common,
    belongsTo: fc.dictionary(fc.constantFrom(...names), fc.constantFrom('admin' as const, 'member' as const)),
    joined: fc.dictionary(fc.constantFrom(...paths), fc.constantFrom('admin' as const, 'viewer' as const)),
    keyOrganization: fc.constantFrom(null, ...names),
    instanceAdmin: fc.boolean(),
  })
  const facts: fc.Arbitrary<Facts> = fc.oneof(
    { arbitrary: ofPeople.map(inTeamsOfTheirOwn), weight: 2 },
    { arbitrary: fc.record({ ...common, home: fc.constantFrom(...names, ...paths) }), weight: 1 },
  )
  const demands: fc.Arbitrary<VerificationDemand> = fc.record(
    { organizations: fc.subarray(names.map(organizationId)), teams: fc.subarray(paths.map(teamAt)) },
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
            expect(answer.principal.credential).toEqual({ kind: 'key', keyId: found?.key.id })
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

  it('a right one is valid exactly when the key lives, is not blocked, and reaches what is asked for', () => {
    fc.assert(
      fc.property(facts, demands, momentsNear, (given, demand, at) => {
        const expected = expectedReason(given, demand, at)
        const answer = evaluateVerification(record(given), true, demand, at)
        expect(answer.valid ? undefined : answer.reason).toBe(expected)
      }),
      { numRuns: 3_000 },
    )
  })

  /** The rules once more, in sets of names. */
  function expectedReason(given: Facts, demand: VerificationDemand, at: number): RefusalReason | undefined {
    const { home, belongsTo = {}, joined = {}, keyOrganization, expiresAt = null, blockedBy = [], closed = [] } = given
    const { disabledUntil = 0 } = given
    const confinement = home === undefined ? keyOrganization : (home.split('/')[0] ?? null)
    if (expiresAt !== null && at >= expiresAt) return 'expired'
    if (disabledUntil === null || at < disabledUntil) return 'disabled'
    if (confinement && blockedBy.includes(confinement)) return 'blocked'
    const isOpen = (name: string) => (confinement ? name === confinement : ![...blockedBy, ...closed].includes(name))
    const reached = (home === undefined ? Object.keys(belongsTo) : names).filter(isOpen)
    const reachedTeams = paths.filter(
      (path) =>
        reached.includes(organizationOfTeam(path)) && (home === undefined ? path in joined : path.startsWith(home)),
    )
    if (confinement && reached.length === 0) return 'out-of-reach'
    const asked = demand.organizations
    if (asked !== undefined && !reached.some((name) => asked.includes(organizationId(name)))) return 'out-of-reach'
    const askedTeams = demand.teams?.map(({ id }) => id)
    if (askedTeams !== undefined && !reachedTeams.some((path) => askedTeams.includes(teamAt(path).id))) {
      return 'out-of-reach'
    }
    return undefined
  }
})

/** Only members of an organization are in its teams. */
function inTeamsOfTheirOwn<Given extends Facts>(given: Given): Given {
  const { belongsTo = {}, joined = {} } = given
  const kept = Object.entries(joined).filter(([path]) => organizationOfTeam(path) in belongsTo)
  return { ...given, joined: Object.fromEntries(kept) }
}

describe('a refusal', () => {
  it.each<RefusalReason>(['malformed', 'checksum', 'unknown', 'wrong-secret', 'expired', 'disabled', 'blocked'])(
    'for "%s" has the code of every bad token, so that whoever presents one learns nothing of why',
    (reason) => {
      expect(refuse(reason)).toEqual({ valid: false, code: 'INVALID_KEY', reason })
    },
  )

  it('of a good token that does not reach what was asked for has a code of its own', () => {
    expect(refuse('out-of-reach')).toEqual({ valid: false, code: 'FORBIDDEN', reason: 'out-of-reach' })
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AccessFacts,
  type AccessSituation,
  accessSituation,
  type CallerFacts,
  everyAccess,
  type KeyFacts,
  organizationOfHome,
  principalOfFacts,
  type UserCaller,
} from '../../testing/access-situations.ts'
import { organizationId, organizationOfTeam, teamAt } from '../../testing/example-records.ts'
import { organizationRoles, teamRoles } from '../model/account.ts'
import { evaluateKeyAccess } from './evaluate-key-access.ts'
import { type KeyVisibility, keyVisibility } from './key-visibility.ts'

/** What storage makes of the filter, in the words of `KeyVisibility`. */
function admits(visibility: KeyVisibility, { key, ownerOrganizations }: AccessSituation): boolean {
  if (visibility.kind === 'everything') return true
  const { own, administered, administeredTeams } = visibility
  const reached = key.organization === null ? ownerOrganizations : [key.organization.id]
  const isOwn = key.owner.id === own.ownerId
  const isWithin = own.organizationId === null || key.organization?.id === own.organizationId
  const team = key.owner.type === 'service_account' ? key.owner.team : null
  return (
    (isOwn && isWithin) ||
    reached.some((id) => administered.includes(id)) ||
    (team !== null && administeredTeams.includes(team.id))
  )
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
    expect(situations.filter((facts) => isListed(facts) !== hasAccess(facts)).slice(0, 5)).toEqual([])
    expect(situations.some(isListed)).toBe(true)
    expect(situations.every(isListed)).toBe(false)
  })

  it('holds exactly those that its reader may see or manage, in worlds of any size', () => {
    const worlds = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,8}$/), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(worlds.chain(accessIn), (given) => {
        expect(isListed(given)).toBe(hasAccess(given))
      }),
      { numRuns: 2_000 },
    )
  })
})

/** Any situation in a world of these organizations, each with two teams. */
function accessIn(names: readonly string[]): fc.Arbitrary<AccessFacts> {
  const paths = names.flatMap((name) => [`${name}/x`, `${name}/y`])
  const homes = fc.constantFrom(...names, ...paths)
  const users = fc
    .dictionary(fc.constantFrom(...names), fc.constantFrom(...organizationRoles))
    .chain((roles): fc.Arbitrary<UserCaller> => {
      const joinable = paths.filter((path) => organizationOfTeam(path) in roles)
      const confinements = fc.constantFrom(null, ...Object.keys(roles))
      return fc.record({
        kind: fc.constant('user'),
        roles: fc.constant(roles),
        teamRoles:
          joinable.length === 0
            ? fc.constant({})
            : fc.dictionary(fc.constantFrom(...joinable), fc.constantFrom(...teamRoles)),
        instanceAdmin: fc.boolean(),
        confinedTo: confinements,
        blockedIn: fc.subarray([...names]),
      })
    })
    // A credential that is blocked in the one place that it reaches authenticates nobody.
    .filter(({ confinedTo, blockedIn }) => confinedTo === null || !blockedIn.includes(confinedTo))
  const machines = homes.map((home) => ({ kind: 'service_account', home }) as const)
  const callers: fc.Arbitrary<CallerFacts> = fc.oneof(
    { arbitrary: users, weight: 4 },
    { arbitrary: machines, weight: 1 },
  )
  const colleagues = fc.record({
    kind: fc.constant('user' as const),
    belongsTo: fc.subarray([...names]),
    instanceAdmin: fc.boolean(),
  })
  const owners = fc.oneof(fc.constant('caller' as const), colleagues, machines)
  return fc
    .record({
      caller: callers,
      owner: owners,
      somewhere: fc.constantFrom(null, ...names),
      blockedBy: fc.subarray([...names]),
    })
    .map(({ caller, owner, somewhere, blockedBy }) => {
      const account = owner === 'caller' ? caller : owner
      const organization = account.kind === 'service_account' ? organizationOfHome(account.home) : somewhere
      const key: KeyFacts = { owner, organization, blockedBy }
      return { caller, key }
    })
}

describe('the filter of a list', () => {
  const caller: UserCaller = {
    kind: 'user',
    roles: { acme: 'admin', birch: 'member' },
    teamRoles: { 'acme/research': 'member', 'birch/robots': 'admin', 'birch/tools': 'viewer' },
    instanceAdmin: false,
    confinedTo: null,
    blockedIn: [],
  }
  const filterOf = (facts: CallerFacts) => keyVisibility(principalOfFacts(facts))

  it('lets everything through for an instance admin', () => {
    expect(filterOf({ ...caller, instanceAdmin: true })).toEqual({ kind: 'everything' })
  })

  it('does not for a key that an instance admin confined to one organization', () => {
    expect(filterOf({ ...caller, teamRoles: {}, instanceAdmin: true, confinedTo: 'birch' })).toEqual({
      kind: 'some',
      own: { ownerId: 'usr_caller', organizationId: organizationId('birch') },
      administered: [],
      administeredTeams: [],
    })
  })

  it('lets through their own keys, those of the organizations and of the teams that they administer', () => {
    expect(filterOf(caller)).toEqual({
      kind: 'some',
      own: { ownerId: 'usr_caller', organizationId: null },
      administered: [organizationId('acme')],
      administeredTeams: [teamAt('birch/robots').id],
    })
  })

  it('lets nothing through of an organization, or its teams, that has blocked the credential', () => {
    expect(filterOf({ ...caller, blockedIn: ['acme', 'birch'] })).toEqual({
      kind: 'some',
      own: { ownerId: 'usr_caller', organizationId: null },
      administered: [],
      administeredTeams: [],
    })
  })

  it.each(['acme', 'acme/research'])('lets nothing but its own keys through for a service account of %s', (home) => {
    expect(filterOf({ kind: 'service_account', home })).toEqual({
      kind: 'some',
      own: { ownerId: 'sva_caller', organizationId: organizationId('acme') },
      administered: [],
      administeredTeams: [],
    })
  })
})

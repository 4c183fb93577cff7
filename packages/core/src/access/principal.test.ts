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
import type { Account, ServiceAccount, User } from '../model/account.ts'
import type { ApiKey } from '../model/api-key.ts'
import {
  administeredOrganizations,
  administeredTeams,
  confinedTo,
  isInstanceAdmin,
  ownIdOf,
  type Principal,
  principalOf,
  reachedOrganizations,
  reachesTeam,
} from './principal.ts'

const user = exampleUser('grace')
const roles = { acme: 'admin', birch: 'admin', cedar: 'member' } as const
const teamRoles = { 'acme/research': 'member', 'birch/robots': 'admin', 'cedar/tools': 'admin' } as const
const account = accountOf(user, roles, teamRoles)

/** The principal of a key that is known to make one. */
function principalFor(key: ApiKey, owner: Account = account, closed: string[] = []): Principal {
  const principal = principalOf(key, owner, closed.map(organizationId))
  if (principal === undefined) throw new Error('the key authenticates nobody')
  return principal
}

const principalOfMachine = (serviceAccount: ServiceAccount, overrides: Partial<ApiKey> = {}) =>
  principalOf(exampleServiceAccountKey(serviceAccount, overrides), { kind: 'service_account', serviceAccount })

/** What a principal reaches, by name. */
function reachOf(principal: Principal | undefined) {
  return (
    principal && {
      organizations: reachedOrganizations(principal).map(({ name }) => name),
      teams: Object.keys(teamRoles).filter((path) => reachesTeam(principal, teamAt(path))),
    }
  )
}

const blockedBy = (...names: string[]) => ({ blockedBy: names.map(organizationNamed) })

describe('the principal of a personal key', () => {
  const principal = principalFor(exampleKey(user, null))

  it('reaches every organization and team of its owner', () => {
    expect(principal).toEqual({
      kind: 'user',
      user,
      credential: { kind: 'key', keyId: 'ExampleKeyId0123' },
      reach: { kind: 'everywhere' },
      memberships: Object.entries(roles).map(([name, role]) => membershipIn(name, role)),
      teamMemberships: Object.entries(teamRoles).map(([path, role]) => teamMembershipIn(path, role)),
    })
    expect(confinedTo(principal)).toBeNull()
    expect(ownIdOf(principal)).toBe(user.id)
  })

  it('administers what its owner administers, and nothing that its owner only belongs to', () => {
    expect(administeredOrganizations(principal)).toEqual([organizationId('acme'), organizationId('birch')])
    expect(administeredTeams(principal)).toEqual([teamAt('birch/robots').id, teamAt('cedar/tools').id])
  })

  it('reaches no organization that takes no personal keys, nor its teams, and keeps the others', () => {
    const closed = principalFor(exampleKey(user, null), account, ['birch'])
    expect(closed).toMatchObject({ reach: { kind: 'everywhere' } })
    expect(reachOf(closed)).toEqual({ organizations: ['acme', 'cedar'], teams: ['acme/research', 'cedar/tools'] })
    expect(administeredTeams(closed)).toEqual([teamAt('cedar/tools').id])
  })

  it('reaches no organization that has blocked it, nor its teams, and keeps the others', () => {
    const blocked = principalFor(exampleKey(user, null, blockedBy('acme', 'cedar')))
    expect(reachOf(blocked)).toEqual({ organizations: ['birch'], teams: ['birch/robots'] })
    expect(administeredOrganizations(blocked)).toEqual([organizationId('birch')])
  })

  it('authenticates its owner also where every organization has blocked it or takes none', () => {
    const stranded = principalFor(exampleKey(user, null, blockedBy('acme', 'birch')), account, ['cedar'])
    expect(reachOf(stranded)).toEqual({ organizations: [], teams: [] })
    expect(ownIdOf(stranded)).toBe(user.id)
  })
})

describe('the principal of an organization key', () => {
  const principal = principalFor(exampleKey(user, 'acme'))

  it('has lost every membership but that of the organization that the key reaches, and of its teams', () => {
    expect(principal).toMatchObject({
      reach: { kind: 'organization', organizationId: organizationId('acme') },
      memberships: [membershipIn('acme', 'admin')],
      teamMemberships: [teamMembershipIn('acme/research', 'member')],
    })
    expect(confinedTo(principal)).toBe(organizationId('acme'))
  })

  it('administers no other organization or team, although its owner does', () => {
    expect(administeredOrganizations(principal)).toEqual([organizationId('acme')])
    expect(administeredTeams(principal)).toEqual([])
    const ofCedar = principalFor(exampleKey(user, 'cedar'))
    expect(administeredOrganizations(ofCedar)).toEqual([])
    expect(administeredTeams(ofCedar)).toEqual([teamAt('cedar/tools').id])
  })

  it('reaches its organization also where that takes no personal keys, which it is not', () => {
    expect(principalFor(exampleKey(user, 'acme'), account, ['acme', 'birch'])).toEqual(principal)
  })

  it('is nobody once its owner has left the organization', () => {
    expect(principalOf(exampleKey(user, 'dune'), account)).toBeUndefined()
  })

  it('is nobody while its organization has blocked it', () => {
    expect(principalOf(exampleKey(user, 'acme', blockedBy('acme')), account)).toBeUndefined()
  })

  it('is as it was where another organization has blocked it, which it never reached', () => {
    expect(principalOf(exampleKey(user, 'acme', blockedBy('birch')), account)).toEqual(principal)
  })
})

describe('the principal of a service account key', () => {
  it('reaches one team where it belongs to a team, and none else of its organization', () => {
    const principal = principalOfMachine(exampleServiceAccount('robot', 'birch/robots'))
    expect(reachOf(principal)).toEqual({ organizations: ['birch'], teams: ['birch/robots'] })
    expect(principal && reachesTeam(principal, teamAt('birch/others'))).toBe(false)
    expect(principal && confinedTo(principal)).toBe(organizationId('birch'))
  })

  it('reaches every team of the organization that it belongs to, and none of another', () => {
    const principal = principalOfMachine(exampleServiceAccount('robot', 'birch'))
    expect(reachOf(principal)).toEqual({ organizations: ['birch'], teams: ['birch/robots'] })
    expect(principal && reachesTeam(principal, teamAt('birch/others'))).toBe(true)
  })

  it('is the service account, and administers nothing', () => {
    const serviceAccount = exampleServiceAccount('robot', 'acme/research', { verifier: true })
    const principal = principalOfMachine(serviceAccount)
    expect(principal).toEqual({
      kind: 'service_account',
      serviceAccount,
      credential: { kind: 'key', keyId: 'ExampleKeyId0123' },
    })
    expect(principal && ownIdOf(principal)).toBe(serviceAccount.id)
    expect(principal && administeredOrganizations(principal)).toEqual([])
    expect(principal && administeredTeams(principal)).toEqual([])
    expect(principal && isInstanceAdmin(principal)).toBe(false)
  })

  it.each(['acme', 'acme/research'])('is nobody while the organization has blocked it: of %s', (home) => {
    expect(principalOfMachine(exampleServiceAccount('robot', home), blockedBy('acme'))).toBeUndefined()
    expect(principalOfMachine(exampleServiceAccount('robot', home), blockedBy('birch'))).toBeDefined()
  })

  it('works where the organization takes no personal keys, which it is not', () => {
    const serviceAccount = exampleServiceAccount('robot', 'acme')
    const key = exampleServiceAccountKey(serviceAccount)
    expect(principalOf(key, { kind: 'service_account', serviceAccount }, [organizationId('acme')])).toBeDefined()
  })
})

describe('whatever the key, the owner and what organizations have decided, a principal', () => {
  const names = ['acme', 'birch', 'cedar']
  const paths = names.map((name) => `${name}/team`)
  const given = fc.record({
    belongsTo: fc.subarray(names),
    joined: fc.subarray(paths),
    confinement: fc.constantFrom(null, ...names),
    blocked: fc.subarray(names),
    closed: fc.subarray(names),
    instanceAdmin: fc.boolean(),
  })

  it('reaches exactly what its owner belongs to, its key goes to, and has neither blocked the key nor its kind', () => {
    fc.assert(
      fc.property(given, ({ belongsTo, joined, confinement, blocked, closed, instanceAdmin }) => {
        const owner = exampleUser('grace', { instanceAdmin })
        const inTeams = joined.filter((path) => belongsTo.includes(organizationOfTeam(path)))
        const principal = principalOf(
          exampleKey(owner, confinement, blockedBy(...blocked)),
          accountOf(owner, rolesIn(belongsTo), rolesIn(inTeams)),
          closed.map(organizationId),
        )
        const takes = (name: string) => (confinement === null ? !closed.includes(name) : confinement === name)
        const reached = belongsTo.filter((name) => takes(name) && !blocked.includes(name))
        if (confinement !== null && reached.length === 0) {
          expect(principal).toBeUndefined()
          return
        }
        expect(principal && reachedOrganizations(principal).map(({ name }) => name)).toEqual(reached)
        const reachedTeams = paths.filter((path) => principal && reachesTeam(principal, teamAt(path)))
        expect(reachedTeams).toEqual(inTeams.filter((path) => reached.includes(organizationOfTeam(path))))
        expect(principal && isInstanceAdmin(principal)).toBe(instanceAdmin && confinement === null)
      }),
      { numRuns: 1_000 },
    )
  })
})

const rolesIn = (places: readonly string[]) => Object.fromEntries(places.map((place) => [place, 'member' as const]))

describe('the power of an instance admin', () => {
  const admin = exampleUser('grace', { instanceAdmin: true })
  const isPowerful = (owner: User, organization: string | null, overrides: Partial<ApiKey> = {}) =>
    isInstanceAdmin(principalFor(exampleKey(owner, organization, overrides), accountOf(owner, roles)))

  it('comes with their personal key', () => {
    expect(isInstanceAdmin(principalFor(exampleKey(admin, null), accountOf(admin)))).toBe(true)
    expect(isPowerful(admin, null)).toBe(true)
  })

  it('does not come with a key that they confined to one organization', () => {
    expect(isPowerful(admin, 'acme')).toBe(false)
  })

  it('is not for an organization to take by a block', () => {
    expect(isPowerful(admin, null, blockedBy('acme', 'birch', 'cedar'))).toBe(true)
  })

  it('is not that of an organization admin, of however many organizations', () => {
    expect(isPowerful(user, null)).toBe(false)
  })
})

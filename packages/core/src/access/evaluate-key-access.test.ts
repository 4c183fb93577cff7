import { describe, expect, it } from 'vitest'
import {
  type AccessFacts,
  accessSituation,
  type CallerFacts,
  everyAccess,
  type KeyFacts,
  organizationOfHome,
  organizationsOfOwner,
  type UserCaller,
} from '../../testing/access-situations.ts'
import { evaluateKeyAccess, type KeyAccess } from './evaluate-key-access.ts'

function accessTo(facts: AccessFacts): KeyAccess {
  const { principal, key, ownerOrganizations } = accessSituation(facts)
  return evaluateKeyAccess(principal, key, ownerOrganizations)
}

const nobody: UserCaller = {
  kind: 'user',
  roles: {},
  teamRoles: {},
  instanceAdmin: false,
  confinedTo: null,
  blockedIn: [],
}
const member: UserCaller = { ...nobody, roles: { acme: 'member', birch: 'member' } }
const admin: UserCaller = { ...nobody, roles: { acme: 'admin', birch: 'member' } }
const adminOfBoth: UserCaller = { ...nobody, roles: { acme: 'admin', birch: 'admin' } }
const teamAdmin: UserCaller = { ...member, teamRoles: { 'acme/research': 'admin', 'acme/sales': 'member' } }
const instanceAdmin: UserCaller = { ...nobody, instanceAdmin: true }
const machine = (home: string): CallerFacts => ({ kind: 'service_account', home })

const key = (owner: KeyFacts['owner'], organization: string | null = null): KeyFacts => ({
  owner,
  organization,
  blockedBy: [],
})
const own = (organization: string | null = null) => key('caller', organization)
const ofColleagueIn = (...belongsTo: string[]) => key({ kind: 'user', belongsTo, instanceAdmin: false })
const confinedKeyOfColleagueIn = (organization: string, ...belongsTo: string[]) =>
  key({ kind: 'user', belongsTo, instanceAdmin: false }, organization)
const ofMachine = (home: string) => key({ kind: 'service_account', home }, organizationOfHome(home))

describe('who may do what with a key (design §5)', () => {
  it.each<[KeyAccess, string, CallerFacts, KeyFacts]>([
    ['manage', 'a member, their own personal key', member, own()],
    ['manage', 'a member, their own organization key', member, own('acme')],
    ['manage', 'somebody who belongs nowhere, their own key', nobody, own()],
    ['manage', 'a member, their own key of an organization they have left', member, own('cedar')],
    ['manage', 'a viewer, their own key', { ...nobody, roles: { acme: 'viewer' } }, own('acme')],
    ['manage', 'a billing admin, their own key', { ...nobody, roles: { acme: 'billing_admin' } }, own()],
    ['none', 'a member, the personal key of a colleague', member, ofColleagueIn('acme')],
    ['none', 'a member, the organization key of a colleague', member, confinedKeyOfColleagueIn('acme', 'acme')],
    [
      'none',
      'a viewer, the key of a colleague',
      { ...nobody, roles: { acme: 'viewer' } },
      confinedKeyOfColleagueIn('acme', 'acme'),
    ],
    [
      'none',
      'a billing admin, the key of a colleague',
      { ...nobody, roles: { acme: 'billing_admin' } },
      confinedKeyOfColleagueIn('acme', 'acme'),
    ],
    [
      'none',
      'a billing admin, the key of a service account',
      { ...nobody, roles: { acme: 'billing_admin' } },
      ofMachine('acme'),
    ],

    ['manage', 'an admin, the organization key of a member', admin, confinedKeyOfColleagueIn('acme', 'acme')],
    ['manage', 'an admin, the organization key of somebody who has left', admin, confinedKeyOfColleagueIn('acme')],
    ['manage', 'an admin, the personal key of a member of nothing else', admin, ofColleagueIn('acme')],
    ['see', 'an admin, the personal key of who belongs to another, too', admin, ofColleagueIn('acme', 'cedar')],
    ['see', 'an admin, the same where they only belong to the other', admin, ofColleagueIn('acme', 'birch')],
    [
      'manage',
      'an admin of both, the personal key of who belongs to both',
      adminOfBoth,
      ofColleagueIn('acme', 'birch'),
    ],
    ['none', 'an admin, the personal key of a member of another organization', admin, ofColleagueIn('cedar')],
    ['none', 'an admin, the personal key of a member where they only belong', admin, ofColleagueIn('birch')],
    [
      'none',
      'an admin, a key of their member for another organization',
      admin,
      confinedKeyOfColleagueIn('cedar', 'acme', 'cedar'),
    ],
    ['none', 'an admin, the personal key of somebody who belongs nowhere', admin, ofColleagueIn()],
    [
      'see',
      'an admin, the personal key of an instance admin, which reaches everything',
      admin,
      key({ kind: 'user', belongsTo: ['acme'], instanceAdmin: true }),
    ],
    ['manage', 'an admin, the key of a service account of the organization', admin, ofMachine('acme')],
    ['manage', 'an admin, the key of a service account of any of its teams', admin, ofMachine('acme/archive')],
    ['none', 'an admin, the key of a service account where they only belong', admin, ofMachine('birch')],
    ['none', 'an admin, the key of a service account of a team there', admin, ofMachine('birch/robots')],

    ['manage', 'a team admin, the key of a service account of the team', teamAdmin, ofMachine('acme/research')],
    ['none', 'a team admin, the key of one of a team that they only joined', teamAdmin, ofMachine('acme/sales')],
    ['none', 'a team admin, the key of one of another team', teamAdmin, ofMachine('acme/archive')],
    ['none', 'a team admin, the key of one of the organization', teamAdmin, ofMachine('acme')],
    ['none', 'a team admin, the personal key of a colleague', teamAdmin, ofColleagueIn('acme')],
    ['none', 'a team admin, the organization key of one', teamAdmin, confinedKeyOfColleagueIn('acme', 'acme')],

    ['manage', 'a service account, its own key', machine('acme/research'), own('acme')],
    ['manage', 'a service account of the organization, its own key', machine('acme'), own('acme')],
    ['none', 'a service account, the key of another of its team', machine('acme/research'), ofMachine('acme/research')],
    ['none', 'a service account of the organization, that of a team', machine('acme'), ofMachine('acme/research')],
    ['none', 'a service account of the organization, that of another', machine('acme'), ofMachine('acme')],
    ['none', 'a service account, the key of a person', machine('acme'), confinedKeyOfColleagueIn('acme', 'acme')],
    ['none', 'a service account, the personal key of a person', machine('acme'), ofColleagueIn('acme')],

    ['manage', 'an instance admin, the key of a stranger', instanceAdmin, ofColleagueIn('cedar')],
    [
      'manage',
      'an instance admin, the organization key of a stranger',
      instanceAdmin,
      confinedKeyOfColleagueIn('cedar', 'cedar'),
    ],
    ['manage', 'an instance admin, the key of somebody who belongs nowhere', instanceAdmin, ofColleagueIn()],
    ['manage', 'an instance admin, the key of any service account', instanceAdmin, ofMachine('cedar')],
    ['manage', 'an instance admin, the key of one of any team', instanceAdmin, ofMachine('birch/robots')],
  ])('%s: %s', (expected, _, caller, given) => {
    expect(accessTo({ caller, key: given })).toBe(expected)
  })
})

describe('what a key confined to one organization may do with a key', () => {
  const confined = { confinedTo: 'acme' }
  it.each<[KeyAccess, string, UserCaller, KeyFacts]>([
    ['manage', 'of its owner in that organization', member, own('acme')],
    ['none', 'of its owner in another organization', member, own('birch')],
    ['none', 'of its owner that reaches everywhere', member, own()],
    ['see', 'of its owner that reaches further, as any admin', admin, own()],
    ['none', 'of its owner in another organization that they administer', adminOfBoth, own('birch')],
    ['manage', 'of a colleague in that organization, as its admin', admin, confinedKeyOfColleagueIn('acme', 'acme')],
    ['see', 'of a colleague that reaches both that they administer', adminOfBoth, ofColleagueIn('acme', 'birch')],
    ['none', 'of a colleague in the other organization that they administer', adminOfBoth, ofColleagueIn('birch')],
    [
      'none',
      'of a stranger, although its owner is an instance admin',
      { ...member, instanceAdmin: true },
      ofColleagueIn('cedar'),
    ],
    [
      'none',
      'of a colleague, although its owner is an instance admin',
      { ...member, instanceAdmin: true },
      ofColleagueIn('acme'),
    ],
    ['manage', 'of a service account in a team that they administer', teamAdmin, ofMachine('acme/research')],
    [
      'none',
      'of a service account in another organization that they administer',
      adminOfBoth,
      ofMachine('birch/robots'),
    ],
    [
      'none',
      'of a service account in a team of another organization that they administer',
      { ...teamAdmin, teamRoles: { 'birch/robots': 'admin' } },
      ofMachine('birch/robots'),
    ],
  ])('%s: %s', (expected, _, caller, given) => {
    expect(accessTo({ caller: { ...caller, ...confined }, key: given })).toBe(expected)
  })
})

describe('what a personal key that an organization has blocked may still do with a key', () => {
  const blocked = { blockedIn: ['acme'] }
  it.each<[KeyAccess, string, UserCaller, KeyFacts]>([
    ['manage', 'of its owner, also itself', admin, own()],
    ['none', 'of a member of that organization, although its owner is an admin', admin, ofColleagueIn('acme')],
    [
      'see',
      'of a member of both that its owner administers, as admin of the other',
      adminOfBoth,
      ofColleagueIn('acme', 'birch'),
    ],
    ['manage', 'of a member of the other that its owner administers', adminOfBoth, ofColleagueIn('birch')],
    ['none', 'of a service account in a team there that its owner administers', teamAdmin, ofMachine('acme/research')],
    ['manage', 'of anyone, as an instance admin', { ...admin, instanceAdmin: true }, ofColleagueIn('acme')],
  ])('%s: %s', (expected, _, caller, given) => {
    expect(accessTo({ caller: { ...caller, ...blocked }, key: given })).toBe(expected)
  })
})

/** Design §5 once more, in sets: the places that a key reaches, against those that the credential reaches and its owner governs. */
function modelAccess({ caller, key: { owner, organization } }: AccessFacts): KeyAccess {
  if (caller.kind === 'service_account') return owner === 'caller' ? 'manage' : 'none'
  const { roles, teamRoles, confinedTo, blockedIn } = caller
  if (caller.instanceAdmin && confinedTo === null) return 'manage'
  if (owner === 'caller' && (confinedTo === null || organization === confinedTo)) return 'manage'

  const isWithin = (name: string) => (confinedTo === null || name === confinedTo) && !blockedIn.includes(name)
  const governs = (place: string) => {
    const whole = organizationOfHome(place)
    return isWithin(whole) && (roles[whole] === 'admin' || teamRoles[place] === 'admin')
  }
  const reached = placesReached({ caller, key: { owner, organization, blockedBy: [] } })
  if (!reached.some(governs)) return 'none'
  return reached.every(governs) ? 'manage' : 'see'
}

function placesReached(facts: AccessFacts): readonly string[] {
  const { organization } = facts.key
  const owner = facts.key.owner === 'caller' ? facts.caller : facts.key.owner
  if (owner.kind === 'service_account') return [owner.home]
  if (organization !== null) return [organization]
  return [...organizationsOfOwner(facts), ...(owner.instanceAdmin ? ['all the others'] : [])]
}

describe('in every situation of a world of three organizations and four teams', () => {
  const situations = everyAccess()

  it('access is what design §5 says', () => {
    expect(situations.length).toBeGreaterThan(200_000)
    expect(situations.filter((facts) => accessTo(facts) !== modelAccess(facts)).slice(0, 5)).toEqual([])
  })

  it('each of the three answers is given, so that the comparison means something', () => {
    const counts = Map.groupBy(situations, accessTo)
    expect([...counts.keys()].sort()).toEqual(['manage', 'none', 'see'])
  })

  it('who administers nothing has no access to the keys of others, whatever else they are', () => {
    const roleless = situations.filter(({ caller, key: { owner } }) => owner !== 'caller' && administersNothing(caller))
    expect(roleless.length).toBeGreaterThan(10_000)
    expect(roleless.filter((facts) => accessTo(facts) !== 'none').slice(0, 5)).toEqual([])
  })

  it('a member, a viewer and a billing admin of an organization have the same access', () => {
    const others = ['viewer', 'billing_admin'] as const
    const different = situations.filter(
      (facts) =>
        facts.caller.kind === 'user' &&
        facts.caller.roles['acme'] === 'member' &&
        others.some((role) => accessTo(withRole(facts, 'acme', role)) !== accessTo(facts)),
    )
    expect(different.slice(0, 5)).toEqual([])
  })

  it('a credential confined to one organization manages no key that reaches another', () => {
    const managed = situations.filter((facts) => confinementOf(facts.caller) !== null && accessTo(facts) === 'manage')
    const reachOf = (facts: AccessFacts) =>
      facts.key.organization === null ? organizationsOfOwner(facts) : [facts.key.organization]
    expect(managed.length).toBeGreaterThan(1_000)
    const further = managed.filter((facts) => reachOf(facts).some((name) => name !== confinementOf(facts.caller)))
    expect(further.slice(0, 5)).toEqual([])
  })

  it('confining a credential, or blocking it, gives it no access that it did not have', () => {
    const strength: Record<KeyAccess, number> = { none: 0, see: 1, manage: 2 }
    const stronger = situations.filter(({ caller, key: given }) => {
      if (caller.kind === 'service_account' || (caller.confinedTo === null && caller.blockedIn.length === 0))
        return false
      const unlimited = { ...caller, confinedTo: null, blockedIn: [] }
      return strength[accessTo({ caller, key: given })] > strength[accessTo({ caller: unlimited, key: given })]
    })
    expect(stronger.slice(0, 5)).toEqual([])
  })

  it('who has blocked a key changes nothing in who may see it and manage it', () => {
    const changed = situations.filter((facts) => {
      const { blockedBy } = facts.key
      return blockedBy.length > 0 && accessTo(facts) !== accessTo({ ...facts, key: { ...facts.key, blockedBy: [] } })
    })
    expect(changed.slice(0, 5)).toEqual([])
  })
})

function administersNothing(caller: CallerFacts): boolean {
  if (caller.kind === 'service_account') return true
  const roles: string[] = [...Object.values(caller.roles), ...Object.values(caller.teamRoles)]
  return !caller.instanceAdmin && !roles.includes('admin')
}

function confinementOf(caller: CallerFacts): string | null {
  return caller.kind === 'service_account' ? organizationOfHome(caller.home) : caller.confinedTo
}

function withRole(facts: AccessFacts, organization: string, role: 'viewer' | 'billing_admin'): AccessFacts {
  if (facts.caller.kind === 'service_account') return facts
  return { ...facts, caller: { ...facts.caller, roles: { ...facts.caller.roles, [organization]: role } } }
}

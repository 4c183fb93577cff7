import { describe, expect, it } from 'vitest'
import {
  type AccessFacts,
  accessSituation,
  everyAccess,
  organizationsOfOwner,
} from '../../testing/access-situations.ts'
import { evaluateKeyAccess, type KeyAccess } from './evaluate-key-access.ts'

function accessTo(facts: AccessFacts): KeyAccess {
  const { principal, key, ownerOrganizations } = accessSituation(facts)
  return evaluateKeyAccess(principal, key, ownerOrganizations)
}

const nobody: AccessFacts = {
  roles: {},
  instanceAdmin: false,
  confinedTo: null,
  owner: { belongsTo: [] },
  keyOrganization: null,
}
const member: AccessFacts = { ...nobody, roles: { acme: 'member', birch: 'member' } }
const admin: AccessFacts = { ...nobody, roles: { acme: 'admin', birch: 'member' } }
const adminOfBoth: AccessFacts = { ...nobody, roles: { acme: 'admin', birch: 'admin' } }
const instanceAdmin: AccessFacts = { ...nobody, instanceAdmin: true }
const ofColleagueIn = (...belongsTo: string[]) => ({ owner: { belongsTo } })
const own = { owner: 'caller' } as const

describe('who may do what with a key (design §5)', () => {
  it.each<[KeyAccess, string, AccessFacts]>([
    ['manage', 'a member, their own personal key', { ...member, ...own }],
    ['manage', 'a member, their own organization key', { ...member, ...own, keyOrganization: 'acme' }],
    ['manage', 'somebody who belongs nowhere, their own key', { ...nobody, ...own }],
    [
      'manage',
      'a member, their own key of an organization they have left',
      { ...member, ...own, keyOrganization: 'cedar' },
    ],
    ['none', 'a member, the personal key of a colleague', { ...member, ...ofColleagueIn('acme') }],
    [
      'none',
      'a member, the organization key of a colleague',
      { ...member, ...ofColleagueIn('acme'), keyOrganization: 'acme' },
    ],

    [
      'manage',
      'an admin, the organization key of a member',
      { ...admin, ...ofColleagueIn('acme'), keyOrganization: 'acme' },
    ],
    [
      'manage',
      'an admin, the organization key of somebody who has left',
      { ...admin, ...ofColleagueIn(), keyOrganization: 'acme' },
    ],
    ['manage', 'an admin, the personal key of a member of nothing else', { ...admin, ...ofColleagueIn('acme') }],
    [
      'see',
      'an admin, the personal key of who belongs to another organization too',
      { ...admin, ...ofColleagueIn('acme', 'cedar') },
    ],
    ['see', 'an admin, the same where they only belong to the other', { ...admin, ...ofColleagueIn('acme', 'birch') }],
    [
      'manage',
      'an admin of both, the personal key of who belongs to both',
      { ...adminOfBoth, ...ofColleagueIn('acme', 'birch') },
    ],
    ['none', 'an admin, the personal key of a member of another organization', { ...admin, ...ofColleagueIn('cedar') }],
    ['none', 'an admin, the personal key of a member where they only belong', { ...admin, ...ofColleagueIn('birch') }],
    [
      'none',
      'an admin, a key of their member for another organization',
      { ...admin, ...ofColleagueIn('acme', 'cedar'), keyOrganization: 'cedar' },
    ],
    ['none', 'an admin, the personal key of somebody who belongs nowhere', { ...admin, ...ofColleagueIn() }],
    [
      'see',
      'an admin, the personal key of an instance admin, which reaches everything',
      { ...admin, owner: { belongsTo: ['acme'], instanceAdmin: true } },
    ],

    ['manage', 'an instance admin, the key of a stranger', { ...instanceAdmin, ...ofColleagueIn('cedar') }],
    [
      'manage',
      'an instance admin, the organization key of a stranger',
      { ...instanceAdmin, ...ofColleagueIn('cedar'), keyOrganization: 'cedar' },
    ],
    ['manage', 'an instance admin, the key of somebody who belongs nowhere', { ...instanceAdmin, ...ofColleagueIn() }],
  ])('%s: %s', (expected, _, facts) => {
    expect(accessTo(facts)).toBe(expected)
  })
})

describe('what a key confined to one organization may do with a key', () => {
  const confined = { confinedTo: 'acme' }
  it.each<[KeyAccess, string, AccessFacts]>([
    ['manage', 'of its owner in that organization', { ...member, ...confined, ...own, keyOrganization: 'acme' }],
    ['none', 'of its owner in another organization', { ...member, ...confined, ...own, keyOrganization: 'birch' }],
    ['none', 'of its owner that reaches everywhere', { ...member, ...confined, ...own }],
    ['see', 'of its owner that reaches further, as any admin', { ...admin, ...confined, ...own }],
    [
      'none',
      'of its owner in another organization that they administer',
      { ...adminOfBoth, ...confined, ...own, keyOrganization: 'birch' },
    ],
    [
      'manage',
      'of a colleague in that organization, as its admin',
      { ...admin, ...confined, ...ofColleagueIn('acme'), keyOrganization: 'acme' },
    ],
    [
      'see',
      'of a colleague that reaches both that they administer',
      { ...adminOfBoth, ...confined, ...ofColleagueIn('acme', 'birch') },
    ],
    [
      'none',
      'of a colleague in the other organization that they administer',
      { ...adminOfBoth, ...confined, ...ofColleagueIn('birch') },
    ],
    [
      'none',
      'of a stranger, although its owner is an instance admin',
      { ...member, ...confined, instanceAdmin: true, ...ofColleagueIn('cedar') },
    ],
    [
      'none',
      'of a colleague, although its owner is an instance admin',
      { ...member, ...confined, instanceAdmin: true, ...ofColleagueIn('acme') },
    ],
  ])('%s: %s', (expected, _, facts) => {
    expect(accessTo(facts)).toBe(expected)
  })
})

/** Design §5 once more, in sets: what a key reaches, against what the credential reaches and its owner governs. */
function modelAccess(facts: AccessFacts): KeyAccess {
  const { roles, confinedTo, keyOrganization } = facts
  if (facts.instanceAdmin && confinedTo === null) return 'manage'
  const governed = Object.keys(roles).filter(
    (name) => roles[name] === 'admin' && (confinedTo === null || name === confinedTo),
  )
  const ownerReachesAll = facts.owner === 'caller' ? facts.instanceAdmin : facts.owner.instanceAdmin
  const reached =
    keyOrganization === null
      ? [...organizationsOfOwner(facts), ...(ownerReachesAll ? ['all the others'] : [])]
      : [keyOrganization]
  const beyond = reached.filter((name) => !governed.includes(name))
  const liesWithinCredential = confinedTo === null || keyOrganization === confinedTo
  if (facts.owner === 'caller' && liesWithinCredential) return 'manage'
  if (!reached.some((name) => governed.includes(name))) return 'none'
  return beyond.length === 0 ? 'manage' : 'see'
}

describe('in every situation of a world of three organizations', () => {
  const situations = everyAccess()

  it('access is what design §5 says', () => {
    expect(situations.length).toBeGreaterThan(5_000)
    expect(situations.filter((facts) => accessTo(facts) !== modelAccess(facts))).toEqual([])
  })

  it('each of the three answers is given, so that the comparison means something', () => {
    const counts = Map.groupBy(situations, accessTo)
    expect([...counts.keys()].sort()).toEqual(['manage', 'none', 'see'])
  })

  it('a member who administers nothing has no access to the keys of others', () => {
    const members = situations.filter(
      ({ roles, instanceAdmin, owner }) =>
        !instanceAdmin && owner !== 'caller' && !Object.values(roles).includes('admin'),
    )
    expect(members.length).toBeGreaterThan(100)
    expect(members.filter((facts) => accessTo(facts) !== 'none')).toEqual([])
  })

  it('a credential confined to one organization manages no key that reaches another', () => {
    const managed = situations.filter((facts) => facts.confinedTo !== null && accessTo(facts) === 'manage')
    const reachOf = (facts: AccessFacts) =>
      facts.keyOrganization === null ? organizationsOfOwner(facts) : [facts.keyOrganization]
    expect(managed.length).toBeGreaterThan(100)
    expect(managed.filter((facts) => reachOf(facts).some((name) => name !== facts.confinedTo))).toEqual([])
  })

  it('confining a credential gives it no access that it did not have', () => {
    const strength: Record<KeyAccess, number> = { none: 0, see: 1, manage: 2 }
    const stronger = situations.filter(
      (facts) => strength[accessTo(facts)] > strength[accessTo({ ...facts, confinedTo: null })],
    )
    expect(stronger).toEqual([])
  })
})

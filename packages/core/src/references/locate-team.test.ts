import { describe, expect, it } from 'vitest'
import type { Principal } from '../access/principal.ts'
import type { OrganizationId, TeamId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { OrganizationRole, Team, TeamRole } from '../model/account.ts'
import { locateNewTeam, locateTeam } from './locate-team.ts'

const organizationOf = (name: string) => ({ id: `org_${name}` as OrganizationId, name, createdAt: 0 })
const teamOf = (organization: string, name: string): Team => ({
  id: `team_${organization}-${name}` as TeamId,
  name,
  organizationId: organizationOf(organization).id,
  createdAt: 0,
})

/** A store that holds these teams, and counts how often it was asked for one. */
function worldOf(...teams: readonly Team[]) {
  let asked = 0
  const instance = {
    store: {
      async findTeam(organizationId: OrganizationId, reference: string) {
        asked += 1
        const name = reference.toLowerCase()
        return teams.find(
          (team) => team.organizationId === organizationId && [team.id, team.name].includes(name as TeamId),
        )
      },
      async findOrganization(reference: string) {
        return ['acme', 'birch', 'cedar']
          .map(organizationOf)
          .find(({ id, name }) => [id, name].includes(reference as never))
      },
    },
  } as unknown as Instance
  return { instance, asked: () => asked }
}

/** Roles by organization, and by `organization/team`. Organizations come by name, as stores list them. */
function person(
  organizations: Readonly<Record<string, OrganizationRole>>,
  teams: Readonly<Record<string, TeamRole>> = {},
  instanceAdmin = false,
): Principal {
  return {
    kind: 'user',
    user: { instanceAdmin },
    reach: { kind: 'everywhere' },
    memberships: Object.entries(organizations).map(([name, role]) => ({ organization: organizationOf(name), role })),
    teamMemberships: Object.entries(teams).map(([place, role]) => {
      const [organization = '', name = ''] = place.split('/')
      return { team: teamOf(organization, name), role }
    }),
  } as unknown as Principal
}

const both = [teamOf('acme', 'twin'), teamOf('birch', 'twin')] as const
const inAcme = { organization: 'org_acme', team: 'team_acme-twin' }
const inBirch = { organization: 'org_birch', team: 'team_birch-twin' }

describe('a team named alone', () => {
  it.each<[who: string, caller: Principal, place: object]>([
    [
      'a member of both',
      person({ acme: 'member', birch: 'member' }, { 'acme/twin': 'viewer', 'birch/twin': 'admin' }),
      inAcme,
    ],
    ['a member of the second only', person({ acme: 'member', birch: 'member' }, { 'birch/twin': 'member' }), inBirch],
    [
      'a member of the second and of another of the first',
      person({ acme: 'member', birch: 'member' }, { 'acme/other': 'member', 'birch/twin': 'member' }),
      inBirch,
    ],
    ['an admin of the second organization', person({ acme: 'member', birch: 'admin' }), inBirch],
    ['an admin of the instance who belongs to the second', person({ birch: 'member' }, {}, true), inBirch],
  ])('is for %s the first that they see, by the name of the organization', async (_who, caller, place) => {
    expect(await locateTeam(worldOf(...both).instance, caller, 'TWIN')).toEqual(place)
  })

  it('that is not there or not seen is left for others to refuse, in a place where they can', async () => {
    const { instance } = worldOf(...both)
    const caller = person({ acme: 'member', birch: 'member' })
    expect(await locateTeam(instance, caller, 'twin')).toEqual({ organization: 'org_acme', team: 'twin' })
    expect(await locateTeam(instance, person({}), 'twin')).toEqual({ organization: 'twin', team: 'twin' })
  })

  it('is not looked for where the caller sees no team: members of many organizations ask few questions', async () => {
    const { instance, asked } = worldOf(...both)
    await locateTeam(
      instance,
      person({ acme: 'member', birch: 'member', cedar: 'viewer' }, { 'birch/twin': 'member' }),
      'twin',
    )
    expect(asked()).toBe(1)
  })
})

describe('a team named as organization/team', () => {
  const caller = person({ acme: 'member', birch: 'member' })
  it.each([
    ['birch/twin', 'org_birch', 'twin'],
    ['BIRCH/a/b', 'org_birch', 'a/b'],
    ['org_birch/team_birch-twin', 'org_birch', 'team_birch-twin'],
    ['birch/', 'org_birch', ''],
  ])('%j is one of that organization', async (text, organization, team) => {
    expect(await locateTeam(worldOf(...both).instance, caller, text)).toEqual({ organization, team })
  })

  it.each(['cedar/twin', '/twin', 'nowhere/twin'])(
    '%j is a name with a slash where no such organization is reached',
    async (text) => {
      const { instance } = worldOf(teamOf('acme', text))
      const member = person({ acme: 'admin' })
      expect(await locateTeam(instance, member, text)).toEqual({ organization: 'org_acme', team: `team_acme-${text}` })
    },
  )

  it('is for admins of the instance one of any organization', async () => {
    const admin = person({}, {}, true)
    expect(await locateTeam(worldOf().instance, admin, 'cedar/new')).toEqual({ organization: 'org_cedar', team: 'new' })
  })
})

describe('a new team', () => {
  it.each<[who: string, caller: Principal, organization: string | undefined]>([
    ['an admin of one', person({ acme: 'member', birch: 'admin' }), 'org_birch'],
    ['an admin of several', person({ acme: 'admin', birch: 'admin' }), undefined],
    ['an admin of none, who is refused there', person({ acme: 'member', birch: 'viewer' }), 'org_acme'],
    ['an admin of the instance and of one', person({ acme: 'member', birch: 'admin' }, {}, true), 'org_birch'],
    ['an admin of the instance in one', person({ acme: 'member' }, {}, true), 'org_acme'],
    ['an admin of the instance in several', person({ acme: 'member', birch: 'member' }, {}, true), undefined],
  ])('named alone by %s is made in %s', async (_who, caller, organization) => {
    const place = organization === undefined ? undefined : { organization, team: 'new' }
    expect(await locateNewTeam(worldOf().instance, caller, 'new')).toEqual(place)
  })

  it('named as organization/team is made there', async () => {
    const caller = person({ acme: 'admin', birch: 'admin' })
    expect(await locateNewTeam(worldOf().instance, caller, 'birch/new')).toEqual({
      organization: 'org_birch',
      team: 'new',
    })
  })
})

import { type Organization, type Team, teamRoles, type User } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertInvitation,
  insertKey,
  insertOrganization,
  insertServiceAccount,
  insertTeam,
  insertUser,
  organizationReference,
  personOf,
  sampleOrganization,
  sampleTeam,
  sampleTime,
  sampleUser,
  teamReference,
} from '../sample-accounts.ts'
import { expectPagesOf, unstorable } from './name-lists.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describeTeams(openStore: () => Promise<TestStore>): void {
  describe('teams', () => {
    const suite = storeForSuite(openStore)

    it('are found in their organization, by ID and by name in any letter case, and in no other', async () => {
      const { store } = suite
      const [organization, other] = [await insertOrganization(store), await insertOrganization(store)]
      const team = await insertTeam(store, organization, { name: 'Ｄeep Sea' })
      for (const reference of [team.id, 'Ｄeep Sea', 'deep sea', 'DEEP SEA']) {
        expect(await store.findTeam(organization.id, reference), reference).toEqual(team)
        expect(await store.findTeam(other.id, reference), reference).toBeUndefined()
      }
      for (const reference of ['', 'deep', 'deep%', 'deep_sea', ...unstorable]) {
        expect(await store.findTeam(organization.id, reference), reference.slice(0, 20)).toBeUndefined()
      }
    })

    it('share a name with teams of other organizations only, whatever its letter case', async () => {
      const { store } = suite
      const [organization, other] = [await insertOrganization(store), await insertOrganization(store)]
      const [first, second] = [
        await insertTeam(store, organization, { name: 'Core' }),
        await insertTeam(store, organization),
      ]
      await store.transact(async (transaction) => {
        expect(await transaction.insertTeam(sampleTeam(organization, { name: 'CORE' }))).toBe(false)
        expect(await transaction.renameTeam(second.id, 'core')).toBe(false)
        expect(await transaction.insertTeam(sampleTeam(other, { name: 'core' }))).toBe(true)
        expect(await transaction.renameTeam(first.id, 'CORE')).toBe(true)
        expect(await transaction.renameTeam(sampleTeam(organization).id, 'ghost')).toBe(false)
      })
      expect(await store.findTeam(organization.id, 'core')).toEqual({ ...first, name: 'CORE' })
      expect(await store.findTeam(organization.id, second.id)).toEqual(second)
    })

    it('of ten that are given one name at once, by renaming and by making, one gets it', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const teams = await Promise.all(Array.from({ length: 5 }, () => insertTeam(store, organization)))
      const outcomes = await Promise.all([
        ...teams.map(({ id }) => store.transact((transaction) => transaction.renameTeam(id, 'Prize'))),
        ...teams.map(() =>
          store.transact((transaction) => transaction.insertTeam(sampleTeam(organization, { name: 'PRIZE' }))),
        ),
      ])
      expect(outcomes.filter((done) => done)).toHaveLength(1)
    })

    it('are listed by name, letter case aside, page by page, of one organization', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      await insertTeam(store, await insertOrganization(store), { name: 'a stranger' })
      const teams: Team[] = []
      for (const name of ['b', 'C', 'A', 'ａ 2', '鍵']) teams.push(await insertTeam(store, organization, { name }))
      const named = (name: string) => teams.find((team) => team.name === name) as Team
      const expected = ['A', 'ａ 2', 'b', 'C', '鍵'].map(named)
      const list = (query: object) => store.listTeams({ organizationId: organization.id, limit: 9, ...query })
      await expectPagesOf(list, ({ name, id }) => ({ name, id }), expected)
      expect(await list({ text: 'A' })).toEqual([named('A'), named('ａ 2')])
      expect(await list({ ids: [named('C').id, named('b').id, 'team_none'] })).toEqual([named('b'), named('C')])
      expect(await list({ ids: [] })).toEqual([])
      for (const text of unstorable) {
        for (const query of [{ text }, { ids: [text] }, { organizationId: text }, { after: { name: text, id: '' } }]) {
          expect(await list(query)).toEqual([])
        }
      }
    })

    it('that are deleted are gone with their memberships and invitations, and nothing else is', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const organization = await insertOrganization(store, {}, [user])
      const [team, other] = [
        await insertTeam(store, organization, {}, [user]),
        await insertTeam(store, organization, {}, [user]),
      ]
      const [toTeam, toOther, toNone] = [
        await insertInvitation(store, organization, { team: { team: teamReference(team), role: 'member' } }),
        await insertInvitation(store, organization, { team: { team: teamReference(other), role: 'member' } }),
        await insertInvitation(store, organization),
      ]
      expect(await store.transact((transaction) => transaction.deleteTeam(team.id))).toBe(true)
      expect(await store.findTeam(organization.id, team.id)).toBeUndefined()
      expect(await store.listTeamMemberships(user.id)).toEqual([{ team: teamReference(other), role: 'member' }])
      expect(await store.findInvitation(toTeam.id)).toBeUndefined()
      const left = await store.listInvitations(organization.id, sampleTime, 9)
      expect(left.map(({ id }) => id).toSorted()).toEqual([toOther.id, toNone.id].toSorted())
      expect(await store.transact((transaction) => transaction.deleteTeam(team.id))).toBe(false)
    })

    it('say whether a service account belongs to them or has them as its default, and are else not deleted', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const [home, fallback, free] = [
        await insertTeam(store, organization),
        await insertTeam(store, organization),
        await insertTeam(store, organization),
      ]
      await insertServiceAccount(store, organization, home)
      await insertServiceAccount(store, organization, fallback, { team: null })
      const has = (team: Team) => store.transact((transaction) => transaction.hasServiceAccounts(team.id))
      expect(await Promise.all([home, fallback, free].map(has))).toEqual([true, true, false])
      for (const { id } of [home, fallback]) {
        await expect(store.transact((transaction) => transaction.deleteTeam(id))).rejects.toThrow()
      }
      expect(await store.transact((transaction) => transaction.deleteTeam(free.id))).toBe(true)
    })
  })

  describe('members of a team', () => {
    const suite = storeForSuite(openStore)

    it.each(teamRoles)('have the role that they were given last: %s', async (role) => {
      const { store } = suite
      const user = await insertUser(store)
      const organization = await insertOrganization(store, {}, [user])
      const team = await insertTeam(store, organization, {}, [user])
      await store.transact(async (transaction) => {
        expect(await transaction.insertTeamMembership(user.id, team.id, 'member', sampleTime)).toBe(false)
        expect(await transaction.updateTeamMembership(user.id, team.id, role)).toBe(true)
      })
      expect(await store.findTeamMember(team.id, user.id)).toEqual({ user: personOf(user), role })
      expect(await store.listTeamMemberships(user.id)).toEqual([{ team: teamReference(team), role }])
    })

    it('are members of its organization: nobody else becomes one', async () => {
      const { store } = suite
      const [stranger, organization] = [await insertUser(store), await insertOrganization(store)]
      const team = await insertTeam(store, organization)
      const join = (user: User, { id }: Team) =>
        store.transact((transaction) => transaction.insertTeamMembership(user.id, id, 'member', sampleTime))
      await expect(join(stranger, team)).rejects.toThrow()
      await expect(join(sampleUser(), team)).rejects.toThrow()
      await expect(join(stranger, sampleTeam(organization))).rejects.toThrow()
      await expect(insertTeam(store, sampleOrganization())).rejects.toThrow()
      expect(await store.listTeamMembers(team.id, { limit: 2 })).toEqual([])
    })

    it('who left are gone from this team only', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const organization = await insertOrganization(store, {}, [user])
      const [left, kept] = [
        await insertTeam(store, organization, {}, [user]),
        await insertTeam(store, organization, {}, [user]),
      ]
      const leave = () => store.transact((transaction) => transaction.deleteTeamMembership(user.id, left.id))
      expect(await leave()).toBe(true)
      expect(await store.findTeamMember(left.id, user.id)).toBeUndefined()
      expect(await store.listTeamMemberships(user.id)).toEqual([{ team: teamReference(kept), role: 'member' }])
      expect(await store.findMember(organization.id, user.id)).toBeDefined()
      expect(await leave()).toBe(false)
      const change = store.transact((transaction) => transaction.updateTeamMembership(user.id, left.id, 'admin'))
      expect(await change).toBe(false)
    })

    it('are listed by user name, page by page', async () => {
      const { store } = suite
      const users: User[] = []
      for (const username of ['t-c', 't-a', 't-b']) users.push(await insertUser(store, { username }))
      const organization = await insertOrganization(store, {}, [...users, await insertUser(store)])
      const team = await insertTeam(store, organization, {}, users, 'admin')
      const expected = users
        .toSorted((a, b) => (a.username < b.username ? -1 : 1))
        .map((user) => ({ user: personOf(user), role: 'admin' }))
      await expectPagesOf(
        (page) => store.listTeamMembers(team.id, page),
        ({ user }) => ({ name: user.username, id: user.id }),
        expected,
      )
      expect(await store.listTeamMembers(team.id, { text: 'T-B', limit: 9 })).toHaveLength(1)
      for (const text of unstorable) expect(await store.listTeamMembers(team.id, { text, limit: 9 })).toEqual([])
    })

    it('have their teams by organization and by name, for lists as for verifications', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const organizations: Organization[] = []
      for (const name of ['z-teams', 'A-teams', 'empty']) {
        organizations.push(await insertOrganization(store, { name }, [user]))
      }
      const [z, a, empty] = organizations as [Organization, Organization, Organization]
      const teams: Team[] = []
      for (const [organization, name] of [
        [z, 'b'],
        [z, 'A'],
        [a, 'c'],
        [a, 'B'],
      ] as const) {
        teams.push(await insertTeam(store, organization, { name }, [user], 'viewer'))
      }
      const [zb, za, ac, ab] = teams as [Team, Team, Team, Team]
      const expected = [ab, ac, za, zb].map((team) => ({ team: teamReference(team), role: 'viewer' }))
      expect(await store.listTeamMemberships(user.id)).toEqual(expected)
      const key = await insertKey(store, user)
      expect((await store.findVerifiableKey(key.id))?.account).toEqual({
        kind: 'user',
        user,
        memberships: [a, empty, z].map((organization) => ({
          organization: organizationReference(organization),
          role: 'member',
        })),
        teamMemberships: expected,
      })
    })
  })
}

import { type Organization, organizationRoles, type User } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertKey,
  insertOrganization,
  insertTeam,
  insertUser,
  organizationReference,
  personOf,
  sampleOrganization,
  sampleUser,
  teamReference,
} from '../sample-accounts.ts'
import { expectPagesOf, unstorable } from './name-lists.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describeMembers(openStore: () => Promise<TestStore>): void {
  describe('members of an organization', () => {
    const suite = storeForSuite(openStore)

    it.each(organizationRoles)('have the role that they were given last: %s', async (role) => {
      const { store } = suite
      const user = await insertUser(store)
      const organization = await insertOrganization(store, {}, [user])
      await store.transact(async (transaction) => {
        expect(await transaction.updateMembership(user.id, organization.id, role)).toBe(true)
      })
      const member = { user: personOf(user), role }
      expect(await store.findMember(organization.id, user.id)).toEqual(member)
      expect(await store.listMembers(organization.id, { limit: 2 })).toEqual([member])
      expect(await store.listMemberships(user.id)).toEqual([
        { organization: organizationReference(organization), role },
      ])
    })

    it('are members once: a second membership changes nothing, and the transaction goes on', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const organization = await insertOrganization(store, {}, [user], 'admin')
      await store.transact(async (transaction) => {
        expect(await transaction.insertMembership(user.id, organization.id, 'viewer')).toBe(false)
        expect((await transaction.findMember(organization.id, user.id))?.role).toBe('admin')
      })
    })

    it('who left are in none of its teams any more, and stay in those of other organizations', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      const [left, kept] = [
        await insertOrganization(store, {}, [user, other]),
        await insertOrganization(store, {}, [user]),
      ]
      await insertTeam(store, left, {}, [user, other])
      const stillIn = await insertTeam(store, kept, {}, [user])
      expect(await store.transact((transaction) => transaction.deleteMembership(user.id, left.id))).toBe(true)
      expect(await store.findMember(left.id, user.id)).toBeUndefined()
      expect(await store.listMemberships(user.id)).toEqual([
        { organization: organizationReference(kept), role: 'member' },
      ])
      expect(await store.listTeamMemberships(user.id)).toEqual([{ team: teamReference(stillIn), role: 'member' }])
      expect(await store.listTeamMemberships(other.id)).toHaveLength(1)
    })

    it('changing or removing whoever is no member answers false', async () => {
      const { store } = suite
      const [user, organization] = [await insertUser(store), await insertOrganization(store)]
      await store.transact(async (transaction) => {
        expect(await transaction.updateMembership(user.id, organization.id, 'admin')).toBe(false)
        expect(await transaction.deleteMembership(user.id, organization.id)).toBe(false)
        expect(await transaction.deleteMembership(sampleUser().id, sampleOrganization().id)).toBe(false)
      })
    })

    it('are listed by user name, page by page, and found by part of name, user name and e-mail', async () => {
      const { store } = suite
      const users: User[] = []
      for (const username of ['m-c', 'm-a', 'm_b', 'm-b', 'm']) users.push(await insertUser(store, { username }))
      const organization = await insertOrganization(store, {}, users)
      await insertOrganization(store, {}, [await insertUser(store, { username: 'm-stranger' })])
      const expected = users
        .toSorted((a, b) => (a.username < b.username ? -1 : 1))
        .map((user) => ({ user: personOf(user), role: 'member' }))
      await expectPagesOf(
        (page) => store.listMembers(organization.id, page),
        ({ user }) => ({ name: user.username, id: user.id }),
        expected,
      )
      const search = async (text: string) =>
        (await store.listMembers(organization.id, { text, limit: 9 })).map(({ user }) => user.username)
      expect(await search('M-')).toEqual(['m-a', 'm-b', 'm-c'])
      expect(await search('stranger')).toEqual([])
      for (const text of unstorable) expect(await search(text)).toEqual([])
    })

    it('admins are counted, and nobody else', async () => {
      const { store } = suite
      const [first, second] = [await insertUser(store), await insertUser(store)]
      const organization = await insertOrganization(store, {}, [first, second], 'admin')
      for (const role of ['member', 'viewer', 'billing_admin'] as const) {
        const user = await insertUser(store)
        await store.transact((transaction) => transaction.insertMembership(user.id, organization.id, role))
      }
      await insertOrganization(store, {}, [first], 'admin')
      expect(await store.countOrganizationAdmins(organization.id)).toBe(2)
      await store.transact((transaction) => transaction.updateMembership(first.id, organization.id, 'billing_admin'))
      expect(await store.countOrganizationAdmins(organization.id)).toBe(1)
    })
  })

  describe('organizations', () => {
    const suite = storeForSuite(openStore)

    it('are listed by name, letter case and width aside, page by page', async () => {
      const { store } = suite
      const names = ['b', 'C', 'A', 'ａ-2', '9', 'd_', 'd-']
      const organizations: Organization[] = []
      for (const name of names) organizations.push(await insertOrganization(store, { name }))
      const named = (name: string) => organizations.find((organization) => organization.name === name) as Organization
      const expected = ['9', 'A', 'ａ-2', 'b', 'C', 'd-', 'd_'].map(named)
      await expectPagesOf(
        (page) => store.listOrganizations(page),
        ({ name, id }) => ({ name, id }),
        expected,
      )
      expect(await store.listOrganizations({ text: 'A', limit: 9 })).toEqual([named('A'), named('ａ-2')])
      expect(await store.listOrganizations({ text: '%', limit: 9 })).toEqual([])
    })

    it('are renamed, also to another letter case of their own name, and are found and listed under it', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const organization = await insertOrganization(store, { name: 'Old-Name' }, [user])
      const key = await insertKey(store, user, { organizationId: organization.id })
      for (const name of ['New-Name', 'NEW-name']) {
        expect(await store.transact((transaction) => transaction.renameOrganization(organization.id, name))).toBe(true)
        const renamed = { ...organization, name }
        expect(await store.findOrganization('new-NAME')).toEqual(renamed)
        expect((await store.findKey(key.id))?.organization).toEqual(organizationReference(renamed))
      }
      expect(await store.findOrganization('Old-Name')).toBeUndefined()
    })

    it('do not take a name that another one has, and the transaction goes on with all that it wrote', async () => {
      const { store } = suite
      const [one, other] = [await insertOrganization(store), await insertOrganization(store, { name: 'Taken' })]
      const user = sampleUser()
      await store.transact(async (transaction) => {
        expect(await transaction.insertUser(user)).toBe(true)
        expect(await transaction.renameOrganization(one.id, 'tAKEN')).toBe(false)
        expect(await transaction.insertOrganization(sampleOrganization({ name: 'TAKEN' }))).toBe(false)
        expect(await transaction.renameOrganization(sampleOrganization().id, 'free')).toBe(false)
        expect(await transaction.insertMembership(user.id, one.id, 'member')).toBe(true)
      })
      expect(await store.findOrganization(one.id)).toEqual(one)
      expect(await store.findOrganization('taken')).toEqual(other)
      expect(await store.findMember(one.id, user.id)).toBeDefined()
    })

    it('of twenty that are given one name at once, by renaming and by making, one gets it', async () => {
      const { store } = suite
      const organizations = await Promise.all(Array.from({ length: 10 }, () => insertOrganization(store)))
      const outcomes = await Promise.all([
        ...organizations.map(({ id }) => store.transact((transaction) => transaction.renameOrganization(id, 'Prize'))),
        ...organizations.map(() =>
          store.transact((transaction) => transaction.insertOrganization(sampleOrganization({ name: 'PRIZE' }))),
        ),
      ])
      expect(outcomes.filter((done) => done)).toHaveLength(1)
    })
  })
}

import type { User } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertKey, insertOrganization, insertTeam, insertUser, sampleTime, sampleUser } from '../sample-accounts.ts'
import { expectPagesOf, unstorable } from './name-lists.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describeUsers(openStore: () => Promise<TestStore>): void {
  describe('users', () => {
    const suite = storeForSuite(openStore)

    it('are found as they were stored, by ID, by user name and by e-mail, and by nothing else', async () => {
      const { store } = suite
      const user = await insertUser(store, { name: '明 🗝', instanceAdmin: true, activatedAt: null })
      expect(await store.findUser(user.id)).toEqual(user)
      expect(await store.findUser(user.username)).toEqual(user)
      expect(await store.findUserByEmail(user.email)).toEqual(user)
      expect(await store.findUserByEmail(user.username)).toBeUndefined()
      for (const reference of [user.email, user.name, user.username.slice(1), '', 'usr_', ...unstorable]) {
        expect(await store.findUser(reference), reference.slice(0, 20)).toBeUndefined()
        expect(await store.findUserByEmail(`${reference}@`), reference.slice(0, 20)).toBeUndefined()
      }
    })

    it('whose user name or e-mail is taken are not stored, and the transaction goes on', async () => {
      const { store } = suite
      const user = await insertUser(store)
      await store.transact(async (transaction) => {
        for (const taken of [{ username: user.username }, { email: user.email }]) {
          const other = sampleUser(taken)
          expect(await transaction.insertUser(other)).toBe(false)
          expect(await transaction.findUser(other.id)).toBeUndefined()
        }
        expect(await transaction.insertUser(sampleUser())).toBe(true)
      })
      expect(await store.findUser(user.username)).toEqual(user)
    })

    it('of twenty that are stored at once with one e-mail, one is', async () => {
      const { store } = suite
      const inserted = await Promise.all(
        Array.from({ length: 20 }, () =>
          store.transact((transaction) => transaction.insertUser(sampleUser({ email: 'one@example.com' }))),
        ),
      )
      expect(inserted.filter((done) => done)).toHaveLength(1)
    })

    it('change in what is named, and in nothing else', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store, { activatedAt: null }), await insertUser(store)]
      const changes: Partial<User>[] = [
        { name: 'New Name' },
        { instanceAdmin: true },
        { activatedAt: sampleTime + 7 },
        { name: 'Other', instanceAdmin: false, activatedAt: null },
        {},
      ]
      let expected = user
      for (const change of changes) {
        expect(await store.transact((transaction) => transaction.updateUser(user.id, change))).toBe(true)
        expected = { ...expected, ...change }
        expect(await store.findUser(user.id)).toEqual(expected)
      }
      expect(await store.findUser(other.id)).toEqual(other)
      expect(await store.transact((transaction) => transaction.updateUser(sampleUser().id, { name: 'x' }))).toBe(false)
    })

    it('who are renamed are found by the new name, and so are their keys', async () => {
      const { store } = suite
      const user = await insertUser(store, { name: 'Before' })
      const key = await insertKey(store, user)
      await store.transact((transaction) => transaction.updateUser(user.id, { name: 'Ｒｅｎａｍｅｄ Person' }))
      const search = async (text: string) => [
        (await store.listUsers({ text, limit: 9 })).map(({ id }) => id),
        (await store.listKeys({ visibility: { kind: 'everything' }, text, limit: 9 })).map(({ id }) => id),
      ]
      expect(await search('renamed p')).toEqual([[user.id], [key.id]])
      expect(await search(user.email)).toEqual([[user.id], [key.id]])
      expect(await search('before')).toEqual([[], []])
    })

    it('who are deleted are gone with their places in organizations and teams, and leave those of others', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      const organization = await insertOrganization(store, {}, [user, other])
      const team = await insertTeam(store, organization, {}, [user, other])
      expect(await store.transact((transaction) => transaction.deleteUser(user.id))).toBe(true)
      expect(await store.findUser(user.id)).toBeUndefined()
      const people = async () => [
        await store.listMembers(organization.id, { limit: 9 }),
        await store.listTeamMembers(team.id, { limit: 9 }),
      ]
      expect((await people()).map((members) => members.map((member) => member.user.id))).toEqual([
        [other.id],
        [other.id],
      ])
      expect(await store.listTeamMemberships(user.id)).toEqual([])
      expect(await store.transact((transaction) => transaction.deleteUser(user.id))).toBe(false)
    })

    it('who have keys left are not deleted', async () => {
      const { store } = suite
      const user = await insertUser(store)
      await insertKey(store, user)
      await expect(store.transact((transaction) => transaction.deleteUser(user.id))).rejects.toThrow()
      expect(await store.findUser(user.id)).toEqual(user)
    })
  })

  describe('a list of users', () => {
    const suite = storeForSuite(openStore)

    it('goes by user name, page by page, each user once', async () => {
      const { store } = suite
      const usernames = ['c', 'a-2', 'b', 'a', 'a.1', 'a_3', '9']
      const users: User[] = []
      for (const username of usernames) users.push(await insertUser(store, { username }))
      const expected = users.toSorted((a, b) => (a.username < b.username ? -1 : 1))
      await expectPagesOf(
        (page) => store.listUsers(page),
        ({ username, id }) => ({ name: username, id }),
        expected,
      )
    })

    it('finds by part of name, user name and e-mail, whatever the letter case', async () => {
      const { store } = suite
      const user = await insertUser(store, { name: 'Ｇrace Hopper', username: 'ghopper', email: 'grace@navy.example' })
      for (const text of ['GRACE h', 'ghop', 'NAVY.EX'])
        expect(await store.listUsers({ text, limit: 2 })).toEqual([user])
      for (const text of ['%hopper', 'g_opper', 'usr_', ...unstorable]) {
        expect(await store.listUsers({ text, limit: 2 }), text.slice(0, 20)).toEqual([])
      }
      for (const name of unstorable) expect(await store.listUsers({ after: { name, id: '' }, limit: 2 })).toEqual([])
    })
  })

  describe('the number of instance admins', () => {
    const suite = storeForSuite(openStore)

    it('is that of the users who are, at any time', async () => {
      const { store } = suite
      expect(await store.countInstanceAdmins()).toBe(0)
      const [first] = [
        await insertUser(store, { instanceAdmin: true }),
        await insertUser(store, { instanceAdmin: true }),
      ]
      await insertUser(store)
      expect(await store.countInstanceAdmins()).toBe(2)
      await store.transact((transaction) => transaction.updateUser(first.id, { instanceAdmin: false }))
      expect(await store.countInstanceAdmins()).toBe(1)
    })
  })
}

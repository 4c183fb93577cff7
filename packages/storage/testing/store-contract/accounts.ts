import type { Membership, Organization } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertKey,
  insertOrganization,
  insertUser,
  sampleDeletion,
  sampleOrganization,
  sampleTime,
  sampleUser,
} from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describeAccounts(openStore: () => Promise<TestStore>): void {
  describe('accounts', () => {
    const suite = storeForSuite(openStore)

    it('an organization is found by its ID and by its name in any letter case, and by nothing else', async () => {
      const { store } = suite
      const organization = await insertOrganization(store, { name: 'Deep-Sea_Lab' })
      for (const reference of [organization.id, 'Deep-Sea_Lab', 'deep-sea_lab', 'DEEP-SEA_LAB']) {
        expect(await store.findOrganization(reference), reference).toEqual(organization)
      }
      const strangers = ['', 'deep-sea', 'deep-sea_labs', 'deep%', 'deep-sea lab', '\0']
      for (const reference of strangers) {
        expect(await store.findOrganization(reference), reference).toBeUndefined()
      }
    })

    it('memberships come with role and organization, in the order of the names, letter case aside', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      const organizations = ['b-order', 'C-order', 'a-order'].map((name) => sampleOrganization({ name }))
      const [b, c, a] = organizations as [Organization, Organization, Organization]
      await store.transact(async (transaction) => {
        for (const organization of organizations) await transaction.insertOrganization(organization)
        await transaction.insertMembership(user.id, b.id, 'member')
        await transaction.insertMembership(user.id, c.id, 'admin')
        await transaction.insertMembership(user.id, a.id, 'member')
        await transaction.insertMembership(other.id, b.id, 'admin')
      })
      const expected: Membership[] = [
        { organization: { id: a.id, name: 'a-order' }, role: 'member' },
        { organization: { id: b.id, name: 'b-order' }, role: 'member' },
        { organization: { id: c.id, name: 'C-order' }, role: 'admin' },
      ]
      expect(await store.listMemberships(user.id)).toEqual(expected)
      const key = await insertKey(store, user)
      expect((await store.findVerifiableKey(key.id))?.account).toMatchObject({ memberships: expected })
    })

    it('a user of no organization, and one that there is not, have no memberships', async () => {
      const { store } = suite
      const user = await insertUser(store)
      expect(await store.listMemberships(user.id)).toEqual([])
      expect(await store.listMemberships(sampleUser().id)).toEqual([])
    })

    it('no two users share an ID, a user name or an e-mail, no two organizations an ID or a name in any case', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const organization = await insertOrganization(store)
      for (const taken of [{ id: user.id }, { username: user.username }, { email: user.email }]) {
        const insert = store.transact((transaction) => transaction.insertUser(sampleUser(taken)))
        expect(await insert, JSON.stringify(taken)).toBe(false)
      }
      const upperCase = organization.name.toUpperCase()
      expect(upperCase).not.toBe(organization.name)
      for (const taken of [{ id: organization.id }, { name: organization.name }, { name: upperCase }]) {
        const insert = store.transact((transaction) => transaction.insertOrganization(sampleOrganization(taken)))
        expect(await insert, JSON.stringify(taken)).toBe(false)
      }
      expect(await store.findUser(user.id)).toEqual(user)
      expect(await store.findOrganization(organization.name)).toEqual(organization)
    })

    it('nothing refers to what there is not: membership, key', async () => {
      const { store } = suite
      const [user, organization] = [await insertUser(store), await insertOrganization(store)]
      const [noUser, noOrganization] = [sampleUser(), sampleOrganization()]
      await expect(
        store.transact((transaction) => transaction.insertMembership(noUser.id, organization.id, 'member')),
      ).rejects.toThrow()
      await expect(
        store.transact((transaction) => transaction.insertMembership(user.id, noOrganization.id, 'member')),
      ).rejects.toThrow()
      await expect(insertKey(store, noUser)).rejects.toThrow()
      await expect(insertKey(store, user, { organizationId: noOrganization.id })).rejects.toThrow()
    })

    it('twenty who bootstrap at the same moment: one may', async () => {
      const { store } = suite
      expect(await store.isBootstrapped()).toBe(false)
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, attempt) =>
          store.transact((transaction) => transaction.claimBootstrap(sampleTime + attempt)),
        ),
      )
      expect(claims.filter((claimed) => claimed)).toHaveLength(1)
    })

    it('bootstrap works once in the life of a database, also after it was opened anew', async () => {
      const claim = () => suite.store.transact((transaction) => transaction.claimBootstrap(sampleTime))
      await claim()
      expect(await suite.store.isBootstrapped()).toBe(true)
      await suite.reopen()
      expect(await claim()).toBe(false)
      expect(await suite.store.isBootstrapped()).toBe(true)
    })

    it('a pepper’s check value is kept as it was stored first, for each version', async () => {
      const remember = (version: number, value: string) => suite.store.rememberPepperCheck(version, value)
      expect(await remember(1, 'first')).toBe('first')
      expect(await remember(1, 'other')).toBe('first')
      expect(await remember(2, 'second')).toBe('second')
      await suite.reopen()
      expect(await remember(1, 'other')).toBe('first')
    })

    it('of two nodes that store the first check value at the same moment, both are answered the same', async () => {
      const values = Array.from({ length: 20 }, (_, node) => `node ${node}`)
      const answers = await Promise.all(values.map((value) => suite.store.rememberPepperCheck(3, value)))
      expect(values).toContain(answers[0])
      expect(new Set(answers).size).toBe(1)
    })
  })

  describe('the check values of peppers', () => {
    const suite = storeForSuite(openStore)

    it('are those that were stored first, by version, whether or not there are keys under it', async () => {
      expect(await suite.store.listPepperChecks()).toEqual(new Map())
      await suite.store.rememberPepperCheck(2, 'second')
      await suite.store.rememberPepperCheck(1, 'first')
      await suite.store.rememberPepperCheck(1, 'other')
      expect(await suite.store.listPepperChecks()).toEqual(
        new Map([
          [1, 'first'],
          [2, 'second'],
        ]),
      )
    })
  })

  describe('the pepper versions in use', () => {
    const suite = storeForSuite(openStore)

    it('are those under which there are keys, each once', async () => {
      const { store } = suite
      expect(await store.listPepperVersionsInUse()).toEqual([])
      const user = await insertUser(store)
      await insertKey(store, user, { pepperVersion: 1 })
      await insertKey(store, user, { pepperVersion: 1 })
      const last = await insertKey(store, user, { pepperVersion: 3 })
      expect((await store.listPepperVersionsInUse()).toSorted()).toEqual([1, 3])
      const none = { invitations: 0, sessions: 0, links: 0, webhooks: 0 }
      expect(await store.countPepperUse()).toEqual([
        { version: 1, keys: 2, ...none },
        { version: 3, keys: 1, ...none },
      ])
      await store.transact((transaction) => transaction.deleteKey(last.id, sampleDeletion))
      expect(await store.listPepperVersionsInUse()).toEqual([1])
      expect(await store.countPepperUse()).toEqual([{ version: 1, keys: 2, ...none }])
    })
  })
}

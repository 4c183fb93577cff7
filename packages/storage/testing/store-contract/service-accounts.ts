import type { ServiceAccount, Team } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  apiKeyOf,
  insertKey,
  insertOrganization,
  insertServiceAccount,
  insertTeam,
  insertUser,
  sampleDeletion,
  sampleKey,
  sampleServiceAccount,
  sampleTeam,
  teamReference,
} from '../sample-accounts.ts'
import { expectPagesOf, unstorable } from './name-lists.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describeServiceAccounts(openStore: () => Promise<TestStore>): void {
  describe('service accounts', () => {
    const suite = storeForSuite(openStore)

    it('are found as they were stored: of a team, or of the organization with a team to fall back on', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const [team, other] = [await insertTeam(store, organization), await insertTeam(store, organization)]
      const accounts = [
        await insertServiceAccount(store, organization, team),
        await insertServiceAccount(store, organization, team, { team: null, verifier: true, name: '鍵 🤖' }),
        await insertServiceAccount(store, organization, team, { defaultTeam: teamReference(other) }),
      ]
      for (const account of accounts) expect(await store.findServiceAccount(account.id)).toEqual(account)
      const missing = sampleServiceAccount(organization, team).id
      for (const id of [missing, ...unstorable] as ServiceAccount['id'][]) {
        expect(await store.findServiceAccount(id)).toBeUndefined()
      }
    })

    it('may share a name, and refer to a team that there is', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const team = await insertTeam(store, organization)
      await insertServiceAccount(store, organization, team, { name: 'twin' })
      const twin = await insertServiceAccount(store, organization, team, { name: 'twin' })
      expect(await store.findServiceAccount(twin.id)).toEqual(twin)
      await expect(insertServiceAccount(store, organization, sampleTeam(organization))).rejects.toThrow()
    })

    it('change in what is named, and in nothing else', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const [team, other] = [await insertTeam(store, organization), await insertTeam(store, organization)]
      const account = await insertServiceAccount(store, organization, team, { name: 'before' })
      const update = (changes: { name?: string; defaultTeamId?: Team['id']; verifier?: boolean }, id = account.id) =>
        store.transact((transaction) => transaction.updateServiceAccount(id, changes))
      const find = () => store.findServiceAccount(account.id)
      expect(await update({ name: 'After' })).toBe(true)
      expect(await find()).toEqual({ ...account, name: 'After' })
      expect(await update({ verifier: true })).toBe(true)
      expect(await update({ defaultTeamId: other.id })).toBe(true)
      expect(await update({})).toBe(true)
      expect(await find()).toEqual({ ...account, name: 'After', verifier: true, defaultTeam: teamReference(other) })
      expect(await update({ name: 'ghost' }, sampleServiceAccount(organization, team).id)).toBe(false)
      const search = (text: string) => store.listServiceAccounts({ organizationId: organization.id, text, limit: 9 })
      expect([await search('AFTER'), await search('before')]).toEqual([[await find()], []])
    })

    it('that have keys left are not deleted, and are gone once they have none', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const account = await insertServiceAccount(store, organization, await insertTeam(store, organization))
      const key = await insertKey(store, account)
      const remove = () => store.transact((transaction) => transaction.deleteServiceAccount(account.id))
      await expect(remove()).rejects.toThrow()
      expect(await store.transact((transaction) => transaction.deleteKeysOf(account.id, sampleDeletion))).toEqual([
        apiKeyOf(key, account),
      ])
      expect(await remove()).toBe(true)
      expect(await store.findServiceAccount(account.id)).toBeUndefined()
      expect(await remove()).toBe(false)
    })

    it('are listed by name, then by ID, page by page, of one organization and of the teams asked for', async () => {
      const { store } = suite
      const [organization, elsewhere] = [await insertOrganization(store), await insertOrganization(store)]
      const [blue, red] = [await insertTeam(store, organization), await insertTeam(store, organization)]
      await insertServiceAccount(store, elsewhere, await insertTeam(store, elsewhere), { name: 'a stranger' })
      const accounts: ServiceAccount[] = []
      for (const [name, team] of [
        ['b', blue],
        ['C', red],
        ['A', blue],
        ['a', red],
        ['ａ', null],
      ] as const) {
        const given = team === null ? { name, team } : { name }
        accounts.push(await insertServiceAccount(store, organization, team ?? blue, given))
      }
      const [b, c, a1, a2, a3] = accounts as [
        ServiceAccount,
        ServiceAccount,
        ServiceAccount,
        ServiceAccount,
        ServiceAccount,
      ]
      const list = (query: object) => store.listServiceAccounts({ organizationId: organization.id, limit: 9, ...query })
      await expectPagesOf(list, ({ name, id }) => ({ name, id }), [a1, a2, a3, b, c])
      expect(await list({ teamIds: [blue.id] })).toEqual([a1, b])
      expect(await list({ teamIds: [blue.id, red.id] })).toEqual([a1, a2, b, c])
      expect(await list({ teamIds: [], text: 'a' })).toEqual([])
      expect(await list({ text: 'A', teamIds: [red.id] })).toEqual([a2])
      for (const text of unstorable) {
        for (const query of [{ text }, { teamIds: [text] }, { organizationId: text }]) {
          expect(await list(query)).toEqual([])
        }
      }
    })
  })

  describe('the key of a service account', () => {
    const suite = storeForSuite(openStore)

    it('comes whole: with its account, the account’s team and organization, and never with a person', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const [team, other] = [await insertTeam(store, organization), await insertTeam(store, organization)]
      for (const given of [{ verifier: true, defaultTeam: teamReference(other) }, { team: null }]) {
        const account = await insertServiceAccount(store, organization, team, given)
        const key = await insertKey(store, account, { pepperVersion: 7 })
        const expected = apiKeyOf(key, account)
        expect(await store.findKey(key.id)).toEqual(expected)
        expect(await store.findVerifiableKey(key.id)).toEqual({
          key: expected,
          digest: expect.anything(),
          pepperVersion: 7,
          account: { kind: 'service_account', serviceAccount: account },
          closedToPersonalKeys: [],
        })
        const lists = { visibility: { kind: 'everything' }, limit: 2 } as const
        expect(await store.listKeys({ ...lists, ownerId: account.id })).toEqual([expected])
        expect(await store.listKeys({ ...lists, text: account.name.toUpperCase() })).toEqual([expected])
      }
    })

    it('needs an account that there is, and its organization', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const team = await insertTeam(store, organization)
      await expect(insertKey(store, sampleServiceAccount(organization, team))).rejects.toThrow()
      const account = await insertServiceAccount(store, organization, team)
      await expect(insertKey(store, account, { organizationId: null })).rejects.toThrow()
    })
  })

  describe('the keys of an owner', () => {
    const suite = storeForSuite(openStore)

    it('go all at once, or those of one organization, and are answered as they were, newest first', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      const [lab, elsewhere] = [
        await insertOrganization(store, {}, [user, other]),
        await insertOrganization(store, {}, [user]),
      ]
      const ofLab = [0, 1, 2].map((after) =>
        sampleKey(user, { organizationId: lab.id, createdAt: after, name: `key ${after}` }),
      )
      const rest = [sampleKey(user, { createdAt: 3 }), sampleKey(user, { organizationId: elsewhere.id, createdAt: 4 })]
      const untouched = await insertKey(store, other, { organizationId: lab.id })
      await store.transact(async (transaction) => {
        for (const key of [...ofLab, ...rest]) await transaction.insertKey(key)
        const [blocked] = ofLab
        if (blocked) await transaction.blockKey(blocked.id, lab.id, 5)
      })
      const all = { visibility: { kind: 'everything' }, ownerId: user.id, limit: 9 } as const
      const before = await store.listKeys(all)
      const deleted = await store.transact((transaction) => transaction.deleteKeysOf(user.id, sampleDeletion, lab.id))
      expect(deleted).toEqual(before.filter(({ organization }) => organization?.id === lab.id))
      expect(deleted.map(({ name }) => name)).toEqual(['key 2', 'key 1', 'key 0'])
      expect(deleted[2]?.blockedBy).toHaveLength(1)
      expect(await store.transact((transaction) => transaction.deleteKeysOf(user.id, sampleDeletion, lab.id))).toEqual(
        [],
      )
      const last = await store.transact((transaction) => transaction.deleteKeysOf(user.id, sampleDeletion))
      expect(last).toEqual(before.filter(({ organization }) => organization?.id !== lab.id))
      expect(await store.listKeys(all)).toEqual([])
      expect(await store.findKey(untouched.id)).toBeDefined()
    })
  })
}

import type { Store, StoreTransaction } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertKey,
  insertOrganization,
  insertServiceAccount,
  insertTeam,
  insertUser,
  sampleDeletion,
  sampleKey,
  sampleTime,
} from '../sample-accounts.ts'
import { recordUse } from '../sample-uses.ts'
import { storeForSuite } from './store-for-suite.ts'

type Work = (transaction: StoreTransaction) => Promise<unknown>

/**
 * Two transactions, the second of which begins while the first holds what it has locked, and is given many turns in which
 * it would be done if it did not wait. Answers in which order they were done.
 */
async function meet(store: Store, first: { lock: Work; then: Work }, second: Work): Promise<string[]> {
  const order: string[] = []
  // Both find a connection waiting, so that nothing but the lock decides who is first.
  await Promise.all([
    store.transact((transaction) => transaction.findAuditHead()),
    store.transact((t) => t.findAuditHead()),
  ])
  const locked = Promise.withResolvers<void>()
  const one = store.transact(async (transaction) => {
    await first.lock(transaction)
    locked.resolve()
    for (let turn = 0; turn < 200; turn += 1) await transaction.findAuditHead()
    await first.then(transaction)
    order.push('first')
  })
  await locked.promise
  const other = store.transact(async (transaction) => {
    await second(transaction)
    order.push('second')
  })
  await Promise.all([one, other])
  return order
}

const nothing: Work = async () => {}

export function describeRaces(openStore: () => Promise<TestStore>): void {
  describe('of two transactions that meet', () => {
    const suite = storeForSuite(openStore)

    it('and change organizations, one goes after the other, whatever the order in which they name them', async () => {
      const { store } = suite
      const organizations = await Promise.all(Array.from({ length: 3 }, () => insertOrganization(store)))
      const ids = organizations.map(({ id }) => id)
      const lock = (transaction: StoreTransaction) => transaction.lockOrganizations(ids, 'change')
      const second: Work = (transaction) => transaction.lockOrganizations(ids.toReversed(), 'change')
      expect(await meet(store, { lock, then: nothing }, second)).toEqual(['first', 'second'])
      const crowd = Array.from({ length: 20 }, (_, index) =>
        store.transact((transaction) =>
          transaction.lockOrganizations(index % 2 === 0 ? ids : ids.toReversed(), 'change'),
        ),
      )
      await Promise.all(crowd)
    })

    it('and look for the last admin before they leave, one sees that the other has left', async () => {
      const { store } = suite
      const admins = await Promise.all(Array.from({ length: 6 }, () => insertUser(store)))
      const organization = await insertOrganization(store, {}, admins, 'admin')
      const left = await Promise.all(
        admins.map(({ id }) =>
          store.transact(async (transaction) => {
            await transaction.lockOrganizations([organization.id], 'change')
            if ((await transaction.countOrganizationAdmins(organization.id)) === 1) return false
            return transaction.updateMembership(id, organization.id, 'member')
          }),
        ),
      )
      expect(left.filter((done) => done)).toHaveLength(5)
      expect(await store.countOrganizationAdmins(organization.id)).toBe(1)
    })

    it('and give up the administration of the instance, the last one sees that they are', async () => {
      const { store } = suite
      await store.transact((transaction) => transaction.claimBootstrap(sampleTime))
      const admins = await Promise.all(Array.from({ length: 6 }, () => insertUser(store, { instanceAdmin: true })))
      const left = await Promise.all(
        admins.map(({ id }) =>
          store.transact(async (transaction) => {
            await transaction.lockInstance()
            if ((await transaction.countInstanceAdmins()) === 1) return false
            return transaction.updateUser(id, { instanceAdmin: false })
          }),
        ),
      )
      expect(left.filter((done) => done)).toHaveLength(5)
    })

    it('the removal of a user waits for the key that is made for them, and takes it along', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const key = sampleKey(user)
      const order = await meet(
        store,
        {
          lock: async (transaction) => expect(await transaction.lockAccount(user.id, 'obey')).toBe(true),
          then: (transaction) => transaction.insertKey(key),
        },
        async (transaction) => {
          expect(await transaction.lockAccount(user.id, 'change')).toBe(true)
          const deleted = await transaction.deleteKeysOf(user.id, sampleDeletion)
          expect(deleted.map(({ id }) => id)).toEqual([key.id])
          expect(await transaction.deleteUser(user.id)).toBe(true)
        },
      )
      expect(order).toEqual(['first', 'second'])
      expect(await store.findKey(key.id)).toBeUndefined()
    })

    it('whoever makes a key waits for the removal of its account, and learns that there is none', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const account = await insertServiceAccount(store, organization, await insertTeam(store, organization))
      const user = await insertUser(store)
      for (const { owner, remove } of [
        { owner: user, remove: (transaction: StoreTransaction) => transaction.deleteUser(user.id) },
        { owner: account, remove: (transaction: StoreTransaction) => transaction.deleteServiceAccount(account.id) },
      ]) {
        const order = await meet(
          store,
          { lock: (transaction) => transaction.lockAccount(owner.id, 'change'), then: remove },
          async (transaction) => expect(await transaction.lockAccount(owner.id, 'obey')).toBe(false),
        )
        expect(order).toEqual(['first', 'second'])
      }
    })

    it('and obey the same account and organization, both make their key, however many they are', async () => {
      const { store } = suite
      const [user, organization] = [await insertUser(store), await insertOrganization(store)]
      await Promise.all(
        Array.from({ length: 10 }, () =>
          store.transact(async (transaction) => {
            await transaction.lockOrganizations([organization.id], 'obey')
            expect(await transaction.lockAccount(user.id, 'obey')).toBe(true)
            await transaction.insertKey(sampleKey(user))
          }),
        ),
      )
      const list = { visibility: { kind: 'everything' }, ownerId: user.id, limit: 20 } as const
      expect(await store.listKeys(list)).toHaveLength(10)
    })

    it('and delete all keys of an owner while others report their use, none waits for ever', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const keys = await Promise.all(Array.from({ length: 100 }, () => insertKey(store, user)))
      const report = keys.map(({ id }, index) => ({ keyId: id, usedAt: sampleTime + index }))
      const [deleted] = await Promise.all([
        store.transact((transaction) => transaction.deleteKeysOf(user.id, sampleDeletion)),
        ...Array.from({ length: 10 }, () => recordUse(store, ...report.toReversed())),
      ])
      expect(deleted).toHaveLength(100)
    })

    it('an account that there is not cannot be locked', async () => {
      const { store } = suite
      const ids = ['usr_nobody', 'sva_nobody', '\0', 'usr_\0'] as Parameters<StoreTransaction['lockAccount']>[0][]
      for (const id of ids) {
        expect(await store.transact((transaction) => transaction.lockAccount(id, 'obey'))).toBe(false)
      }
    })
  })
}

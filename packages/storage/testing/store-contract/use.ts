import type { KeyId } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertKey,
  insertKeys,
  insertUser,
  sampleDeletion,
  sampleKey,
  sampleKeyId,
  sampleTime,
} from '../sample-accounts.ts'
import { recordUse, sampleBatch } from '../sample-uses.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describeUse(openStore: () => Promise<TestStore>): void {
  describe('last use', () => {
    const suite = storeForSuite(openStore)
    const lastUse = async (id: KeyId) => (await suite.store.findKey(id))?.lastUsedAt

    it('moves forward, never back, whatever the order in which nodes report', async () => {
      const { store } = suite
      const key = await insertKey(store, await insertUser(store))
      const steps = [
        { reported: 5, then: 5 },
        { reported: 4, then: 5 },
        { reported: 5, then: 5 },
        { reported: 6, then: 6 },
        { reported: 0, then: 6 },
      ]
      for (const { reported, then } of steps) {
        await recordUse(store, { keyId: key.id, usedAt: sampleTime + reported })
        expect(await lastUse(key.id)).toBe(sampleTime + then)
      }
    })

    it('of unknown and deleted keys is passed over, and that of the others written', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const [key, deleted] = [await insertKey(store, owner), await insertKey(store, owner)]
      await store.transact((transaction) => transaction.deleteKey(deleted.id, sampleDeletion))
      const ids = [sampleKeyId(), key.id, deleted.id]
      await recordUse(store, ...ids.map((keyId) => ({ keyId, usedAt: sampleTime + 1 })))
      expect(await lastUse(key.id)).toBe(sampleTime + 1)
      expect(await lastUse(deleted.id)).toBeUndefined()
    })

    it('changes nothing else, and nothing of other keys', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const [used, unused] = [await insertKey(store, owner), await insertKey(store, owner)]
      const before = [await store.findKey(used.id), await store.findKey(unused.id)]
      await store.recordUses(sampleBatch())
      await recordUse(store, { keyId: used.id, usedAt: sampleTime + 1 })
      expect(await store.findKey(used.id)).toEqual({ ...before[0], lastUsedAt: sampleTime + 1 })
      expect(await store.findKey(unused.id)).toEqual(before[1])
    })

    it('of more keys than fit one statement is written for every one', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const keys = Array.from({ length: 1_234 }, () => sampleKey(owner))
      await store.transact((transaction) => insertKeys(transaction, keys))
      await recordUse(store, ...keys.map(({ id }, index) => ({ keyId: id, usedAt: sampleTime + index })))
      const list = await store.listKeys({ visibility: { kind: 'everything' }, ownerId: owner.id, limit: 2_000 })
      const lastUses = new Map(list.map(({ id, lastUsedAt }) => [id, lastUsedAt]))
      expect(keys.map(({ id }) => lastUses.get(id))).toEqual(keys.map((_, index) => sampleTime + index))
    })

    it('is the latest of all when many nodes report the same keys at the same moment, few of them or all', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const keys = Array.from({ length: 400 }, () => sampleKey(owner))
      // Stored against the order of their IDs, so that whoever goes through the table meets whoever goes by ID.
      await store.transact((transaction) => insertKeys(transaction, keys.toReversed()))
      const reports = Array.from({ length: 40 }, (_, node) => {
        const some = node % 2 === 0 ? keys : [0, 100, 200, 300].flatMap((first) => keys.slice(first, first + node))
        return some.map(({ id }) => ({ keyId: id, usedAt: sampleTime + node }))
      })
      await Promise.all(
        [...reports, keys.map(({ id }) => ({ keyId: id, usedAt: sampleTime + 40 }))].map((report) =>
          recordUse(store, ...report),
        ),
      )
      const list = await store.listKeys({ visibility: { kind: 'everything' }, ownerId: owner.id, limit: 500 })
      expect(list.map(({ lastUsedAt }) => lastUsedAt)).toEqual(keys.map(() => sampleTime + 40))
    })
  })

  describe('a ping', () => {
    const suite = storeForSuite(openStore)

    it('succeeds while the database answers', async () => {
      await expect(suite.store.ping()).resolves.toBeUndefined()
    })
  })
}

import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertKey, insertUser, sampleDeletion, sampleKeyId, sampleTime } from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describeLeaks(openStore: () => Promise<TestStore>): void {
  describe('a key whose token was found', () => {
    const suite = storeForSuite(openStore)
    const leak = { at: sampleTime, expiresAt: sampleTime + 9 }

    it('is known as such wherever it is read, and ends when that says', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const [key, sibling] = [await insertKey(store, user), await insertKey(store, user)]
      expect(await store.transact((transaction) => transaction.recordLeak(key.id, leak, sampleTime + 5))).toBe(true)
      const leaked = { leak, expiresAt: sampleTime + 5 }
      expect(await store.findKey(key.id)).toMatchObject(leaked)
      expect((await store.findVerifiableKey(key.id))?.key).toMatchObject(leaked)
      expect(await store.listKeys({ visibility: { kind: 'everything' }, text: key.id, limit: 2 })).toMatchObject([
        leaked,
      ])
      expect(await store.findKey(sibling.id)).toMatchObject({ leak: null })
    })

    it('is so when it was deleted and brought back', async () => {
      const { store } = suite
      const key = await insertKey(store, await insertUser(store))
      await store.transact(async (transaction) => {
        await transaction.recordLeak(key.id, leak, null)
        await transaction.deleteKey(key.id, sampleDeletion)
      })
      expect(await store.findDeletedKey(key.id)).toMatchObject({ leak, expiresAt: null })
      await store.transact((transaction) => transaction.restoreKey(key.id))
      expect(await store.findKey(key.id)).toMatchObject({ leak, expiresAt: null })
    })

    it('of a key that there is not (any more) nothing is', async () => {
      const { store } = suite
      expect(await store.transact((transaction) => transaction.recordLeak(sampleKeyId(), leak, null))).toBe(false)
    })
  })
}

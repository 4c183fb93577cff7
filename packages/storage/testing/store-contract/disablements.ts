import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertKey, insertUser, sampleDisablement, sampleKeyId, sampleTime } from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describeDisablements(openStore: () => Promise<TestStore>): void {
  describe('a key that is disabled', () => {
    const suite = storeForSuite(openStore)

    it('is so wherever it is read, the last one counting, until it is enabled', async () => {
      const { store } = suite
      const [user, admin] = [await insertUser(store), await insertUser(store)]
      const [key, sibling] = [await insertKey(store, user), await insertKey(store, user)]
      const everywhere = async (id: typeof key.id) => [
        (await store.findKey(id))?.disabled,
        (await store.findVerifiableKey(id))?.key.disabled,
        (await store.listKeys({ visibility: { kind: 'everything' }, text: id, limit: 2 }))[0]?.disabled,
      ]
      expect(await everywhere(key.id)).toEqual([null, null, null])
      for (const disabled of [sampleDisablement(user), sampleDisablement(admin, sampleTime + 5)]) {
        expect(await store.transact((transaction) => transaction.disableKey(key.id, disabled))).toBe(true)
        expect(await everywhere(key.id)).toEqual([disabled, disabled, disabled])
      }
      expect(await everywhere(sibling.id)).toEqual([null, null, null])
      expect(await store.transact((transaction) => transaction.enableKey(key.id))).toBe(true)
      expect(await everywhere(key.id)).toEqual([null, null, null])
      expect(await store.transact((transaction) => transaction.enableKey(key.id))).toBe(false)
    })

    it('stays so when the one who did it is gone', async () => {
      const { store } = suite
      const [user, admin] = [await insertUser(store), await insertUser(store)]
      const key = await insertKey(store, user)
      const disabled = sampleDisablement(admin)
      await store.transact(async (transaction) => {
        await transaction.disableKey(key.id, disabled)
        await transaction.deleteUser(admin.id)
      })
      expect(await store.findKey(key.id)).toMatchObject({ disabled })
    })

    it('of a key that there is not (any more) nothing is, and the transaction goes on', async () => {
      const { store } = suite
      const user = await insertUser(store)
      await store.transact(async (transaction) => {
        expect(await transaction.lockKey(sampleKeyId())).toBe(false)
        expect(await transaction.lockKey('a\0b')).toBe(false)
        expect(await transaction.disableKey(sampleKeyId(), sampleDisablement(user))).toBe(false)
        expect(await transaction.enableKey(sampleKeyId())).toBe(false)
        expect(await transaction.findUser(user.id)).toEqual(user)
      })
    })
  })
}

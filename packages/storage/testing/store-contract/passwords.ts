import { type StoredOneTimeLink, signInMemoryMs } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertLink, insertUser, sampleLink, sampleTime } from '../sample-accounts.ts'
import { unstorable } from './name-lists.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describePasswords(openStore: () => Promise<TestStore>): void {
  describe('passwords', () => {
    const suite = storeForSuite(openStore)

    it('are one of each user, written over by the next, and go with the user', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      const write = (hash: string) => store.transact((transaction) => transaction.writePasswordHash(user.id, hash))
      expect(await store.findPasswordHash(user.id)).toBeUndefined()
      await write('$argon2id$first')
      await write('$argon2id$second')
      expect(await store.findPasswordHash(user.id)).toBe('$argon2id$second')
      expect(await store.findPasswordHash(other.id)).toBeUndefined()
      await store.transact((transaction) => transaction.deleteUser(user.id))
      expect(await store.findPasswordHash(user.id)).toBeUndefined()
    })

    it('remember from where each user has signed in, until it is too long ago', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      const remember = (network: string, at: number) =>
        store.transact((transaction) => transaction.rememberSignIn(user.id, network, at))
      await remember('192.0.2.1', sampleTime)
      await remember('2001:db8:0:0', sampleTime)
      await remember('2001:db8:0:0', sampleTime + 1)
      const known = async () => [
        await store.hasSignedInFrom(user.id, '192.0.2.1'),
        await store.hasSignedInFrom(user.id, '2001:db8:0:0'),
        await store.hasSignedInFrom(user.id, '192.0.2.2'),
        await store.hasSignedInFrom(other.id, '192.0.2.1'),
      ]
      expect(await known()).toEqual([true, true, false, false])
      await store.forgetEnded(sampleTime + signInMemoryMs)
      expect(await known()).toEqual([false, true, false, false])
      await store.transact((transaction) => transaction.deleteUser(user.id))
      expect(await known()).toEqual([false, false, false, false])
    })
  })

  describe('one-time links', () => {
    const suite = storeForSuite(openStore)

    it('are found as they were stored, for a user or for the set-up', async () => {
      const { store } = suite
      const { id: userId } = await insertUser(store)
      for (const given of [{}, { userId, pepperVersion: 4 }]) {
        const link = await insertLink(store, given)
        const found = await store.findOneTimeLink(link.id)
        expect({ ...found, digest: [...(found?.digest ?? [])] }).toEqual({ ...link, digest: [...link.digest] })
      }
      for (const id of [sampleLink().id, ...unstorable]) expect(await store.findOneTimeLink(id)).toBeUndefined()
    })

    it('are deleted once: of twenty who do it at once, one is told that they did', async () => {
      const { store } = suite
      const { id } = await insertLink(store)
      const deletions = await Promise.all(
        Array.from({ length: 20 }, () => store.transact((transaction) => transaction.deleteOneTimeLink(id))),
      )
      expect(deletions.filter((deleted) => deleted)).toHaveLength(1)
      expect(await store.findOneTimeLink(id)).toBeUndefined()
    })

    it('are deleted all together: those of one user, or those for the set-up; and go with the user', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      const made: StoredOneTimeLink[] = []
      for (const userId of [user.id, user.id, other.id, null, null]) made.push(await insertLink(store, { userId }))
      const left = async () => {
        const found = await Promise.all(made.map(({ id }) => store.findOneTimeLink(id)))
        return found.flatMap((link) => (link === undefined ? [] : [link.userId]))
      }
      await store.transact((transaction) => transaction.deleteOneTimeLinksFor(user.id))
      expect(await left()).toEqual([other.id, null, null])
      await store.transact((transaction) => transaction.deleteOneTimeLinksFor(null))
      expect(await left()).toEqual([other.id])
      await store.transact((transaction) => transaction.deleteUser(other.id))
      expect(await left()).toEqual([])
    })
  })
}

import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  apiKeyOf,
  insertKey,
  insertUser,
  sampleDeletion,
  sampleKey,
  sampleOrganization,
  sampleTime,
  sampleUser,
} from '../sample-accounts.ts'
import { recordUse } from '../sample-uses.ts'
import { storeForSuite } from './store-for-suite.ts'

const changeOfMind = new Error('changed its mind')

/** Gives everything else that can run the chance to: enough turns of the event loop for any query on SQLite. */
async function letOthersRun(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn()
}

export function describeTransactions(openStore: () => Promise<TestStore>): void {
  describe('a transaction', () => {
    const suite = storeForSuite(openStore)

    it('answers what its work answers', async () => {
      const answer = { some: 'thing' }
      expect(await suite.store.transact(async () => answer)).toBe(answer)
    })

    it('whose work throws leaves nothing of all that it wrote, and throws the very same error', async () => {
      const { store } = suite
      const [owner, user, organization] = [await insertUser(store), sampleUser(), sampleOrganization()]
      const [kept, deleted, added] = [await insertKey(store, owner), await insertKey(store, owner), sampleKey(owner)]
      const creation = {
        callerId: owner.id,
        lookup: 'undone',
        requestHash: 'hash',
        keyId: added.id,
        sealedToken: null,
        createdAt: sampleTime,
      }
      const work = store.transact(async (transaction) => {
        expect(await transaction.claimBootstrap(sampleTime)).toBe(true)
        await transaction.insertUser(user)
        await transaction.insertOrganization(organization)
        await transaction.insertMembership(owner.id, organization.id, 'admin')
        await transaction.insertKey(added)
        expect(await transaction.renameKey(kept.id, 'renamed')).toBe(true)
        expect(await transaction.deleteKey(deleted.id, sampleDeletion)).toBe(true)
        expect(await transaction.claimIdempotentCreation(creation)).toBe('claimed')
        throw changeOfMind
      })
      await expect(work).rejects.toBe(changeOfMind)

      expect(await store.findKey(added.id)).toBeUndefined()
      expect(await store.findKey(kept.id)).toEqual(apiKeyOf(kept, owner))
      expect(await store.findKey(deleted.id)).toEqual(apiKeyOf(deleted, owner))
      expect(await store.findOrganization(organization.id)).toBeUndefined()
      expect(await store.listMemberships(owner.id)).toEqual([])
      await store.transact(async (transaction) => {
        expect(await transaction.claimIdempotentCreation(creation)).toBe('claimed')
        expect(await transaction.claimBootstrap(sampleTime)).toBe(true)
        await transaction.insertUser(user)
      })
    })

    it('in which a write fails leaves nothing of those before it', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const [first, second] = [sampleKey(owner), await insertKey(store, owner)]
      const work = store.transact(async (transaction) => {
        await transaction.insertKey(first)
        await transaction.insertKey({ ...second, name: 'the ID is taken' })
      })
      await expect(work).rejects.toThrow()
      expect(await store.findKey(first.id)).toBeUndefined()
    })

    it('reads what it has written itself', async () => {
      const { store } = suite
      const [user, organization] = [sampleUser(), sampleOrganization()]
      const key = sampleKey(user, { organizationId: organization.id })
      const expected = apiKeyOf(key, user, organization)
      await store.transact(async (transaction) => {
        await transaction.insertUser(user)
        await transaction.insertOrganization(organization)
        await transaction.insertMembership(user.id, organization.id, 'admin')
        await transaction.insertKey(key)
        const memberships = [{ organization: { id: organization.id, name: organization.name }, role: 'admin' }]
        expect(await transaction.findKey(key.id)).toEqual(expected)
        expect(await transaction.findVerifiableKey(key.id)).toMatchObject({ key: expected, account: { memberships } })
        expect(await transaction.listMemberships(user.id)).toEqual(memberships)
        expect(await transaction.findOrganization(organization.name)).toEqual(organization)
        const list = () => transaction.listKeys({ visibility: { kind: 'everything' }, ownerId: user.id, limit: 2 })
        expect(await list()).toEqual([expected])
        expect(await transaction.deleteKey(key.id, sampleDeletion)).toBe(true)
        expect(await transaction.findKey(key.id)).toBeUndefined()
        expect(await list()).toEqual([])
      })
    })

    it('shows nothing of itself to reads that arrive before its end, however often it gives way to them', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const [undone, done] = [sampleKey(owner), sampleKey(owner)]
      const reads: Promise<unknown>[] = []
      const failing = store.transact(async (transaction) => {
        await transaction.insertKey(undone)
        reads.push(store.findKey(undone.id), store.findVerifiableKey(undone.id))
        reads.push(store.listKeys({ visibility: { kind: 'everything' }, text: undone.id, limit: 1 }))
        await letOthersRun()
        throw changeOfMind
      })
      await expect(failing).rejects.toBe(changeOfMind)
      expect(await Promise.all(reads)).toEqual([undefined, undefined, []])
      await store.transact((transaction) => transaction.insertKey(done))
      expect(await store.findKey(done.id)).toBeDefined()
    })

    it('neither takes part in another one, nor takes it down with itself', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const keys = Array.from({ length: 20 }, () => sampleKey(owner))
      const outcomes = await Promise.allSettled(
        keys.map((key, index) =>
          store.transact(async (transaction) => {
            await transaction.insertKey(key)
            await letOthersRun()
            if (index % 2 === 1) throw changeOfMind
            await transaction.renameKey(key.id, `kept ${index}`)
          }),
        ),
      )
      expect(outcomes.map(({ status }) => status)).toEqual(
        keys.map((_, index) => (index % 2 === 1 ? 'rejected' : 'fulfilled')),
      )
      const found = await Promise.all(keys.map(({ id }) => store.findKey(id)))
      expect(found.map((key) => key?.name)).toEqual(
        keys.map((_, index) => (index % 2 === 1 ? undefined : `kept ${index}`)),
      )
    })

    it('is served although a hundred others ask at the same moment, reads and writes mixed', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const keys = await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const key = await insertKey(store, owner, { name: `crowd ${index}` })
          expect((await store.findKey(key.id))?.name).toBe(`crowd ${index}`)
          return key
        }),
      )
      const crowd = await store.listKeys({ visibility: { kind: 'everything' }, ownerId: owner.id, limit: 100 })
      expect(crowd.map(({ id }) => id).toSorted()).toEqual(keys.map(({ id }) => id).toSorted())
    })
  })

  describe('a store that is closed', () => {
    const suite = storeForSuite(openStore)

    it('lets transactions at work end first, is then unavailable, and may be closed again', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const key = sampleKey(owner)
      const begun = Promise.withResolvers<void>()
      const atWork = store.transact(async (transaction) => {
        await transaction.insertKey(key)
        begun.resolve()
        await letOthersRun()
        return transaction.renameKey(key.id, 'before the end')
      })
      await begun.promise
      const closed = store.close()
      expect(await atWork).toBe(true)
      await closed
      for (const late of [
        store.ping(),
        store.findKey(key.id),
        store.transact(async () => {}),
        recordUse(store, { keyId: key.id, usedAt: sampleTime }),
      ]) {
        await expect(late).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      }
      await store.close()
      await suite.reopen()
      expect((await suite.store.findKey(key.id))?.name).toBe('before the end')
    })
  })
}

import type { IdempotentCreation, StoreTransaction, User } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertKey, insertUser, sampleDeletion, sampleKey, sampleKeyId, sampleTime } from '../sample-accounts.ts'
import { recordUse } from '../sample-uses.ts'
import { storeForSuite } from './store-for-suite.ts'

const sealed = Uint8Array.from({ length: 256 }, (_, byte) => 255 - byte)

function sampleCreation(owner: User, given: Partial<IdempotentCreation> = {}): IdempotentCreation {
  return {
    callerId: owner.id,
    lookup: 'lookup',
    requestHash: 'hash',
    keyId: sampleKeyId(),
    sealedToken: sealed,
    createdAt: sampleTime,
    ...given,
  }
}

type Comparable = Omit<IdempotentCreation, 'sealedToken'> & { sealedToken: number[] | null }

/** Databases differ in the class of their bytes; what counts are the bytes. */
function comparable(creation: IdempotentCreation): Comparable {
  return { ...creation, sealedToken: creation.sealedToken && [...creation.sealedToken] }
}

export function describeCreations(openStore: () => Promise<TestStore>): void {
  describe('an idempotent creation', () => {
    const suite = storeForSuite(openStore)
    const claim = async (creation: IdempotentCreation) => {
      const answer = await suite.store.transact((transaction) => transaction.claimIdempotentCreation(creation))
      return answer === 'claimed' ? answer : comparable(answer)
    }

    it('is stored once, and answered to those who repeat it as it was stored first', async () => {
      const owner = await insertUser(suite.store)
      const first = sampleCreation(owner)
      expect(await claim(first)).toBe('claimed')
      const repeated = sampleCreation(owner, { requestHash: 'other', sealedToken: null, createdAt: sampleTime + 1 })
      expect(await claim(repeated)).toEqual(comparable(first))
      await suite.reopen()
      expect(await claim(repeated)).toEqual(comparable(first))
    })

    it('is a matter of one owner and one look-up: others do not meet it', async () => {
      const [owner, other] = [await insertUser(suite.store), await insertUser(suite.store)]
      expect(await claim(sampleCreation(owner))).toBe('claimed')
      expect(await claim(sampleCreation(other))).toBe('claimed')
      expect(await claim(sampleCreation(owner, { lookup: 'Lookup' }))).toBe('claimed')
    })

    it('that many repeat at the same moment makes one key, and all others are answered that one', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const create = async (transaction: StoreTransaction) => {
        const key = sampleKey(owner)
        const answer = await transaction.claimIdempotentCreation(sampleCreation(owner, { keyId: key.id }))
        if (answer !== 'claimed') return answer.keyId
        await transaction.insertKey(key)
        return key.id
      }
      const keyIds = await Promise.all(Array.from({ length: 20 }, () => store.transact(create)))
      const made = await store.listKeys({ visibility: { kind: 'everything' }, ownerId: owner.id, limit: 20 })
      expect(made).toHaveLength(1)
      expect(new Set(keyIds)).toEqual(new Set(made.map(({ id }) => id)))
    })

    it('whose transaction was undone was never made: the next one claims it', async () => {
      const owner = await insertUser(suite.store)
      const undone = suite.store.transact(async (transaction) => {
        expect(await transaction.claimIdempotentCreation(sampleCreation(owner))).toBe('claimed')
        throw new Error('undone')
      })
      await expect(undone).rejects.toThrow('undone')
      expect(await claim(sampleCreation(owner))).toBe('claimed')
    })

    it('loses its sealed token with the first use of the key, although the use is older than one known', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const [key, sibling] = [await insertKey(store, owner), await insertKey(store, owner)]
      const creation = sampleCreation(owner, { keyId: key.id, lookup: 'used' })
      const untouched = sampleCreation(owner, { keyId: sibling.id, lookup: 'not used' })
      expect([await claim(creation), await claim(untouched)]).toEqual(['claimed', 'claimed'])
      await recordUse(store, { keyId: key.id, usedAt: sampleTime - 1 })
      const repeat = (lookup: string) => claim(sampleCreation(owner, { lookup }))
      expect(await repeat('used')).toEqual({ ...comparable(creation), sealedToken: null })
      expect(await repeat('not used')).toEqual(comparable(untouched))
    })

    it('outlives its key, so that a repetition cannot create a second one', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const key = await insertKey(store, owner)
      const creation = sampleCreation(owner, { keyId: key.id })
      await claim(creation)
      await store.transact((transaction) => transaction.deleteKey(key.id, sampleDeletion))
      expect(await claim(sampleCreation(owner))).toEqual(comparable(creation))
    })

    it('loses its sealed token at one time, and is forgotten at another, each to the millisecond', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const ages = [0, 1, 2, 3]
      for (const age of ages) {
        await claim(sampleCreation(owner, { lookup: `made at ${age}`, createdAt: sampleTime + age }))
      }
      await store.expireIdempotentCreations({ token: sampleTime + 2, creation: sampleTime + 1 })
      const repeat = (age: number) => claim(sampleCreation(owner, { lookup: `made at ${age}` }))
      expect(await repeat(0)).toBe('claimed')
      expect(await repeat(1)).toMatchObject({ createdAt: sampleTime + 1, sealedToken: null })
      expect(await repeat(2)).toMatchObject({ createdAt: sampleTime + 2, sealedToken: [...sealed] })
      expect(await repeat(3)).toMatchObject({ createdAt: sampleTime + 3, sealedToken: [...sealed] })
    })
  })
}

import {
  type ApiKey,
  type KeyId,
  type KeyListQuery,
  keyPositionOf,
  type NewApiKey,
  type Store,
  type User,
} from '@keystead/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { compare } from '../key-list-oracle.ts'
import type { TestStore } from '../open-test-stores.ts'
import { insertKey, insertKeys, insertUser, sampleDeletion, sampleKey, sampleTime } from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

async function* pagesOf(store: Store, query: KeyListQuery): AsyncGenerator<readonly ApiKey[]> {
  let last: ApiKey | undefined
  for (;;) {
    const page = await store.listKeys(
      last === undefined ? query : { ...query, after: keyPositionOf(last, 'createdAt') },
    )
    if (page.length === 0) return
    expect(page[0], 'the list has no end').not.toEqual(last)
    yield page
    last = page.at(-1)
  }
}

const idsOf = (keys: readonly { readonly id: KeyId }[]) => keys.map(({ id }) => id)

export function describeKeyPages(openStore: () => Promise<TestStore>): void {
  describe('ten thousand keys', () => {
    const suite = storeForSuite(openStore)
    let owner: User
    let keys: NewApiKey[] = []

    beforeAll(async () => {
      owner = await insertUser(suite.store)
      // A hundred to a millisecond, in no order of their IDs.
      keys = Array.from({ length: 10_000 }, (_, index) => sampleKey(owner, { createdAt: sampleTime + (index % 100) }))
      await suite.store.transact((transaction) => insertKeys(transaction, keys))
    })

    it('are all there, page by page, newest first and none twice', async () => {
      const listed: ApiKey[] = []
      for await (const page of pagesOf(suite.store, { visibility: { kind: 'everything' }, limit: 201 })) {
        listed.push(...page)
      }
      expect(idsOf(listed)).toEqual(idsOf(keys.toSorted(compare)))
    })

    it('are all there for their owner, in a list that other owners’ keys are not in', async () => {
      const other = await insertKey(suite.store, await insertUser(suite.store), { createdAt: sampleTime + 50 })
      const own = { ownerId: owner.id, organizationId: null }
      const ids: KeyId[] = []
      for await (const page of pagesOf(suite.store, {
        visibility: { kind: 'some', own, administered: [], administeredTeams: [] },
        limit: 999,
      })) {
        ids.push(...idsOf(page))
      }
      expect(ids).toEqual(idsOf(keys.toSorted(compare)))
      await suite.store.transact((transaction) => transaction.deleteKey(other.id, sampleDeletion))
    })

    it('stay all there, each once, while others make and delete keys between them', async () => {
      const { store } = suite
      const changes: Promise<unknown>[] = []
      const doomed: KeyId[] = []
      const listed: ApiKey[] = []
      const query: KeyListQuery = { visibility: { kind: 'everything' }, ownerId: owner.id, limit: 500 }
      for await (const page of pagesOf(store, query)) {
        listed.push(...page)
        // In every millisecond there is: before what has been listed, in the middle of the page, and after it.
        changes.push(...[0, 33, 66, 99].map((after) => insertKey(store, owner, { createdAt: sampleTime + after })))
        const victim = page.at(-1)
        if (victim !== undefined) {
          doomed.push(victim.id)
          changes.push(store.transact((transaction) => transaction.deleteKey(victim.id, sampleDeletion)))
        }
      }
      await Promise.all(changes)
      expect(doomed.length).toBeGreaterThan(15)
      const ids = idsOf(listed)
      expect(new Set(ids).size).toBe(ids.length)
      expect(listed).toEqual(listed.toSorted(compare))
      const before = new Set(idsOf(keys))
      expect(ids.filter((id) => before.has(id))).toEqual(idsOf(keys.toSorted(compare)))
    })
  })
}

import type { NodeProgress } from '@keystead/core'
import { afterEach, describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertKey, insertUser, sampleDeletion, sampleKey } from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

const node: NodeProgress = { id: 'node 1', name: 'host:1', appliedNumber: 1, staleLimitMs: 2_000 }

export function describeNotices(openStore: () => Promise<TestStore>): void {
  describe('whoever waits for commits', () => {
    const suite = storeForSuite(openStore)
    const stops: (() => void)[] = []
    afterEach(() => {
      for (const stop of stops.splice(0)) stop()
    })

    it('is told the number of each that has touched something, and only then is it answered', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const { number } = await store.changes.readSnapshot({ organizations() {}, teams() {}, accounts() {}, keys() {} })
      const events: unknown[] = []
      const free = Promise.withResolvers<void>()
      stops.push(
        store.afterCommit(async (committed) => {
          events.push(committed)
          // The change is there for everyone.
          events.push((await store.findKey(key.id))?.id)
          free.resolve()
          await Promise.resolve()
          events.push('applied')
        }),
      )
      const key = sampleKey(user)
      await store.transact((transaction) => transaction.insertKey(key))
      events.push('answered')
      await free.promise
      expect(events).toEqual([number + 1, key.id, 'applied', 'answered'])
    })

    it('hears nothing of what touches nothing or is undone, and nothing once it has stopped', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const key = await insertKey(store, user)
      const heard: number[] = []
      const stop = store.afterCommit(async (number) => void heard.push(number))
      await store.transact((transaction) => transaction.renameKey(key.id, 'renamed'))
      await store.transact((transaction) => transaction.findKey(key.id))
      const undone = store.transact(async (transaction) => {
        await transaction.deleteKey(key.id, sampleDeletion)
        throw new Error('undone')
      })
      await expect(undone).rejects.toThrow('undone')
      expect(heard).toEqual([])
      stop()
      await insertUser(store)
      expect(heard).toEqual([])
    })
  })

  describe('whoever listens', () => {
    const suite = storeForSuite(openStore)
    const stops: (() => void)[] = []
    afterEach(() => {
      for (const stop of stops.splice(0)) stop()
    })

    /** Answers once the feed has been told of this number, or of an unknown one after it was asked. */
    function listen() {
      const numbers: (number | undefined)[] = []
      let progress = 0
      let changed = Promise.withResolvers<void>()
      const tell = () => {
        changed.resolve()
        changed = Promise.withResolvers()
      }
      const stop = suite.store.changes.listen(
        (number) => {
          numbers.push(number)
          tell()
        },
        () => {
          progress += 1
          tell()
        },
      )
      stops.push(stop)
      return {
        async until(isTrue: (heard: { numbers: readonly (number | undefined)[]; progress: number }) => boolean) {
          while (!isTrue({ numbers, progress })) await changed.promise
        },
        progress: () => progress,
        numbers,
        stop,
      }
    }

    it('hears of changes, each with its number', async () => {
      const { store } = suite
      const listener = listen()
      // Whether it listens already is told by the first change that it hears of.
      const user = await insertUser(store)
      const key = await insertKey(store, user)
      const { number } = await store.changes.readSnapshot({ organizations() {}, teams() {}, accounts() {}, keys() {} })
      await store.transact((transaction) => transaction.deleteKey(key.id, sampleDeletion))
      await listener.until(({ numbers }) => numbers.includes(undefined) || numbers.includes(number + 1))
      await store.transact((transaction) => transaction.insertKey(sampleKey(user)))
      await listener.until(({ numbers }) => numbers.includes(number + 2))
    })

    it('hears of nodes that come further or leave, and sees them until then', async () => {
      const { changes } = suite.store
      const listener = listen()
      await changes.reportProgress(node)
      await listener.until(({ progress }) => progress > 0)
      expect(await changes.listNodes()).toMatchObject([node])
      expect((await changes.listNodes())[0]?.peppers).toBeUndefined()
      // Once it listens, it hears of each step.
      const further = { ...node, appliedNumber: 2, staleLimitMs: 5_000, peppers: { current: 1, newest: 2 } }
      const heard = listener.progress()
      await changes.reportProgress(further)
      await listener.until(({ progress }) => progress > heard)
      expect(await changes.listNodes()).toMatchObject([further])
      await changes.reportProgress({ ...further, id: 'node 2', name: 'host:2' })
      await changes.leave(node.id)
      expect((await changes.listNodes()).map(({ id }) => id)).toEqual(['node 2'])
      await changes.leave('nobody')
      await changes.leave('node 2')
      expect(await changes.listNodes()).toEqual([])
    })

    it('hears nothing more once it has stopped', async () => {
      const { store } = suite
      const [stopped, other] = [listen(), listen()]
      await insertUser(store)
      await Promise.all([stopped, other].map((listener) => listener.until(({ numbers }) => numbers.length > 0)))
      stopped.stop()
      const heard = stopped.numbers.length
      const before = other.numbers.length
      await insertUser(store)
      await other.until(({ numbers }) => numbers.length > before)
      expect(stopped.numbers.length).toBe(heard)
    })
  })
}

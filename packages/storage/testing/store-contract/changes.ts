import type { ChangeSubject, FeedAnswer, KeyId, RecordChanges } from '@keystead/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { executeOn } from '../execute-on.ts'
import { FeedFollower } from '../feed-follower.ts'
import type { TestStore } from '../open-test-stores.ts'
import { insertKey, insertKeys, insertUser, sampleDeletion, sampleKey } from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'
import { makeWorld, writes } from './touching-writes.ts'

const changeOfMind = new Error('changed its mind')

const kinds = { keys: 'key', accounts: 'account', organizations: 'organization', teams: 'team' } as const

function subjectsOf(answer: FeedAnswer): string[] {
  if (answer.kind !== 'changed') return []
  return Object.entries(kinds)
    .flatMap(([part, kind]) => [...answer.records[part as keyof RecordChanges].keys()].map((id) => `${kind} ${id}`))
    .toSorted()
}

const textsOf = (subjects: readonly ChangeSubject[]) => subjects.map(({ kind, id }) => `${kind} ${id}`).toSorted()

export function describeChanges(openStore: () => Promise<TestStore>): void {
  describe('the change feed', () => {
    const suite = storeForSuite(openStore)

    describe.each(Object.entries(writes))('%s', (_, visibility) => {
      it('touches what it changes of all that verifications look at, and nothing else', async () => {
        const { store } = suite
        const world = await makeWorld(store)
        const follower = await FeedFollower.begin(store.changes)
        const before = follower.position.number
        if ('invisible' in visibility) {
          await store.transact((transaction) => visibility.run(transaction, world))
          expect(await follower.catchUp(), visibility.invisible).toEqual({ kind: 'unchanged' })
        } else {
          const touched = await store.transact((transaction) => visibility.touches(transaction, world))
          expect(subjectsOf(await follower.catchUp())).toEqual(textsOf(touched))
          expect(follower.position.number).toBe(before + touched.length)
        }
        expect(follower.records).toEqual((await FeedFollower.begin(store.changes)).records)
      })

      if ('invisible' in visibility || visibility.inVain === undefined) return
      const { inVain } = visibility
      it('touches nothing where there is nothing to do', async () => {
        const { store } = suite
        const world = await makeWorld(store)
        const follower = await FeedFollower.begin(store.changes)
        await store.transact((transaction) => inVain(transaction, world))
        expect(await follower.catchUp()).toEqual({ kind: 'unchanged' })
      })
    })

    it('holds a subject once for each transaction that touched it, however often that was', async () => {
      const { store } = suite
      const world = await makeWorld(store)
      const follower = await FeedFollower.begin(store.changes)
      const before = follower.position.number
      await store.transact(async (transaction) => {
        for (const name of ['once', 'twice', 'thrice']) await transaction.updateUser(world.user.id, { name })
      })
      await follower.catchUp()
      expect(follower.position.number).toBe(before + 1)
    })

    it('holds nothing of a transaction that was undone', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const follower = await FeedFollower.begin(store.changes)
      const undone = store.transact(async (transaction) => {
        await transaction.insertKey(sampleKey(user))
        throw changeOfMind
      })
      await expect(undone).rejects.toBe(changeOfMind)
      expect(await follower.catchUp()).toEqual({ kind: 'unchanged' })
    })

    it('tells of more at once than fits one statement', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const follower = await FeedFollower.begin(store.changes)
      const keys = Array.from({ length: 2_345 }, () => sampleKey(user))
      await store.transact((transaction) => insertKeys(transaction, keys))
      expect(subjectsOf(await follower.catchUp())).toEqual(textsOf(keys.map(({ id }) => ({ kind: 'key', id }))))
      expect(follower.records).toEqual((await FeedFollower.begin(store.changes)).records)
      await store.transact((transaction) => transaction.deleteKeysOf(user.id, sampleDeletion))
      await follower.catchUp()
      expect(follower.records).toEqual((await FeedFollower.begin(store.changes)).records)
    })

    it('tells whoever follows it of every change once, in the order of the numbers, however many write', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const follower = await FeedFollower.begin(store.changes)
      const written = new Set<KeyId>()
      let writing = true
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let round = 0; round < 10; round += 1) {
          const keys = Array.from({ length: 1 + ((writer + round) % 3) }, () => sampleKey(user))
          const isUndone = (writer + round) % 4 === 0
          const done = store.transact(async (transaction) => {
            await insertKeys(transaction, keys)
            if (isUndone) throw changeOfMind
            for (const { id } of keys) written.add(id)
          })
          await done.catch((error: unknown) => expect(error).toBe(changeOfMind))
        }
      })
      const told: string[] = []
      const following = (async () => {
        for (let isLast = false; !isLast; ) {
          isLast = !writing
          const before = follower.position.number
          const subjects = subjectsOf(await follower.catchUp())
          expect(follower.position.number - before).toBe(subjects.length)
          told.push(...subjects)
        }
      })()
      await Promise.all(writers)
      writing = false
      await following
      expect(told.toSorted()).toEqual([...written].map((id) => `key ${id}`).toSorted())
      expect(follower.records).toEqual((await FeedFollower.begin(store.changes)).records)
    })

    it('goes on where it was when the database is opened again', async () => {
      const user = await insertUser(suite.store)
      const { position } = await FeedFollower.begin(suite.store.changes)
      await suite.reopen()
      const { changes } = suite.store
      expect(await changes.readChanges(position)).toEqual({ kind: 'unchanged' })
      const key = await insertKey(suite.store, user)
      expect(subjectsOf(await changes.readChanges(position))).toEqual([`key ${key.id}`])
    })
  })

  describe('a place in the history of changes', () => {
    let opened: TestStore
    beforeEach(async () => {
      opened = await openStore()
    })
    afterEach(() => opened.close())

    /** As many changes of nothing as that, made just now. */
    const age = (count: number) =>
      executeOn(
        opened,
        `
          update change_head set number = number + ${count};
          insert into changes (number, tag, subject_kind, subject_id, committed_at)
          with recursive later(step) as (select 1 union all select step + 1 from later where step < ${count})
          select head.number - ${count} + step, head.tag, 'team', 'team_none', ${Date.now()}
          from later, change_head as head
        `,
      )

    it('that the database has not reached, or that another database has reached, is lost', async () => {
      const { store } = opened
      await insertUser(store)
      const { position } = await FeedFollower.begin(store.changes)
      const { number, tag } = position
      expect(await store.changes.readChanges(position)).toEqual({ kind: 'unchanged' })
      for (const other of [
        { number, tag: 'other' },
        { number: number + 1, tag },
        { number: -1, tag },
      ]) {
        expect(await store.changes.readChanges(other)).toEqual({ kind: 'lost' })
      }
      await insertUser(store)
      expect(await store.changes.readChanges({ number, tag: 'other' })).toEqual({ kind: 'lost' })
    })

    it('is another one in each database, from the beginning on', async () => {
      const other = await openStore()
      const { position } = await FeedFollower.begin(other.store.changes)
      await other.close()
      expect(position.number).toBe(0)
      expect(await opened.store.changes.readChanges(position)).toEqual({ kind: 'lost' })
    })

    it('is lost when the row of a change is missing', async () => {
      const { store } = opened
      const { position } = await FeedFollower.begin(store.changes)
      for (let made = 0; made < 3; made += 1) await insertUser(store)
      await executeOn(opened, 'delete from changes where number = 2')
      expect(await store.changes.readChanges(position)).toEqual({ kind: 'lost' })
    })

    it('is forgotten after a day, once a hundred thousand changes came after it', async () => {
      const { store } = opened
      const { position } = await FeedFollower.begin(store.changes)
      await insertUser(store)
      const { position: later } = await FeedFollower.begin(store.changes)
      await age(99_999)
      const kindOf = async (place = position) => {
        await store.forgetEnded(0)
        return (await store.changes.readChanges(place)).kind
      }
      expect(await kindOf(later)).toBe('changed')

      const yesterday = Date.now() - 25 * 3_600_000
      await executeOn(opened, `update changes set committed_at = ${yesterday} where number > 0`)
      expect(await kindOf(later)).toBe('changed')
      expect(await kindOf()).toBe('lost')
      await age(1)
      // A clock was set back: what is younger than its successors keeps them.
      await executeOn(opened, `update changes set committed_at = ${Date.now()} where number <= 1`)
      expect(await kindOf(later)).toBe('changed')
      await executeOn(opened, `update changes set committed_at = ${yesterday} where number <= 1`)
      expect(await kindOf(later)).toBe('lost')
    })
  })
}

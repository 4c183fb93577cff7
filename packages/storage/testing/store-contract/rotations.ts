import type { ConsumerId, KeyVisibility, NewApiKey, Rotation, RotationId } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertKey,
  insertOrganization,
  insertUser,
  sampleDeletion,
  sampleKey,
  sampleRotation,
  sampleTime,
} from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

const everything: KeyVisibility = { kind: 'everything' }
const [cron, laptop] = ['con_cron' as ConsumerId, 'con_laptop' as ConsumerId]

export function describeRotations(openStore: () => Promise<TestStore>): void {
  describe('a rotation', () => {
    const suite = storeForSuite(openStore)
    const insert = (rotation: Rotation) => suite.store.transact((transaction) => transaction.insertRotation(rotation))
    /** Of a user of its own, unless there is an old key. */
    const open = async (given: Partial<Rotation> = {}, oldKey?: NewApiKey) => {
      const owner = await insertUser(suite.store)
      const old = oldKey ?? (await insertKey(suite.store, owner))
      const next = await insertKey(suite.store, owner)
      const rotation = sampleRotation(old, next, given)
      return { owner, old, next, rotation, isInserted: await insert(rotation) }
    }
    const end = (id: RotationId, state: 'completed' | 'cancelled' = 'completed') =>
      suite.store.transact((transaction) => transaction.endRotation(id, state, sampleTime + 9))

    it('is read as it was written, whatever it holds', async () => {
      const deadline = { at: sampleTime + 5, then: 'extend' } as const
      for (const given of [{}, { completion: 'automatic', deadline }] as const) {
        const { rotation, isInserted, old } = await open(given)
        expect(isInserted).toBe(true)
        expect(await suite.store.findRotation(rotation.id)).toEqual(rotation)
        expect(await suite.store.findRotationFrom(old.id)).toEqual(rotation)
        expect(await suite.store.findRotationTo(rotation.newKeyId)).toEqual(rotation)
        expect(await suite.store.findRotationTo(old.id)).toBeUndefined()
      }
      for (const unknown of ['rot_none', '', 'a\0b']) expect(await suite.store.findRotation(unknown)).toBeUndefined()
    })

    it('is the only one of its keys while it is under way, on either side', async () => {
      const { rotation, old, next } = await open()
      expect((await open({}, old)).isInserted).toBe(false)
      expect((await open({}, next)).isInserted).toBe(false)
      await end(rotation.id)
      expect((await open({}, next)).isInserted).toBe(true)
    })

    it('is opened once, although many open it at the same moment', async () => {
      const owner = await insertUser(suite.store)
      const old = await insertKey(suite.store, owner)
      const opened = await Promise.all(
        Array.from({ length: 10 }, () =>
          suite.store.transact(async (transaction) => {
            const next = sampleKey(owner)
            await transaction.insertKey(next)
            return transaction.insertRotation(sampleRotation(old, next))
          }),
        ),
      )
      expect(opened.filter(Boolean)).toHaveLength(1)
    })

    it('is forgotten some time after it has ended, with what was marked, and some at once', async () => {
      const [kept, underWay] = [await open(), await open()]
      const old = [await open(), await open(), await open()]
      for (const { rotation } of old) {
        await suite.store.transact((transaction) =>
          transaction.markGone(rotation.id, { consumerId: cron, at: sampleTime }),
        )
      }
      await suite.store.transact(async (transaction) => {
        for (const { rotation } of old) await transaction.endRotation(rotation.id, 'completed', sampleTime - 1)
        await transaction.endRotation(kept.rotation.id, 'revoked', sampleTime)
      })
      const forget = () => suite.store.forgetRotations({ endedBefore: sampleTime, limit: 2 })
      expect([await forget(), await forget(), await forget()]).toEqual([2, 1, 0])
      for (const { rotation, next } of old) {
        expect(await suite.store.findRotation(rotation.id)).toBeUndefined()
        expect(await suite.store.listGoneMarks(rotation.id)).toEqual([])
        expect(await suite.store.findKey(next.id)).toMatchObject({ rotationId: null })
      }
      for (const { rotation } of [kept, underWay]) {
        expect((await suite.store.findRotation(rotation.id))?.id).toBe(rotation.id)
      }
    })

    it('needs both of its keys', async () => {
      const owner = await insertUser(suite.store)
      const key = await insertKey(suite.store, owner)
      expect(await insert(sampleRotation(key, sampleKey(owner)))).toBe(false)
      expect(await insert(sampleRotation(sampleKey(owner), key))).toBe(false)
    })

    it('ends once, and is not changed any more', async () => {
      const { rotation } = await open()
      const ended = await Promise.all([end(rotation.id), end(rotation.id, 'cancelled'), end(rotation.id)])
      expect(ended.filter(Boolean)).toHaveLength(1)
      const after = await suite.store.findRotation(rotation.id)
      expect(after?.endedAt).toBe(sampleTime + 9)
      const writes = await suite.store.transact(async (transaction) => [
        await transaction.updateRotation(rotation.id, { completion: 'automatic' }),
        await transaction.changeReadiness(rotation.id, sampleTime),
        await transaction.markGone(rotation.id, { consumerId: cron, at: sampleTime }),
      ])
      expect(writes).toEqual([false, false, false])
      expect(await suite.store.findRotation(rotation.id)).toEqual(after)
    })

    it('gets ready, and falls back, each once', async () => {
      const { rotation } = await open()
      const change = (readyAt: number | null) =>
        suite.store.transact((transaction) => transaction.changeReadiness(rotation.id, readyAt))
      expect([await change(null), await change(sampleTime + 1), await change(sampleTime + 2)]).toEqual([
        false,
        true,
        false,
      ])
      const ready = { ...rotation, state: 'ready', readyAt: sampleTime + 1 } as const
      expect(await suite.store.findRotation(rotation.id)).toEqual(ready)
      expect(await change(null)).toBe(true)
      expect(await suite.store.findRotation(rotation.id)).toEqual(rotation)
    })

    it('gets another deadline or none, and changes how it is completed, each by itself', async () => {
      const { rotation } = await open({ deadline: { at: sampleTime + 1, then: 'alert' } })
      const steps = [
        { stuckAt: sampleTime + 3 },

        { deadline: { at: sampleTime + 2, then: 'revoke' } },
        { completion: 'automatic' },
        { deadline: null },
      ] as const
      let expected = rotation
      for (const changes of steps) {
        expected = { ...expected, ...changes }
        expect(await suite.store.transact((transaction) => transaction.updateRotation(rotation.id, changes))).toBe(true)
        expect(await suite.store.findRotation(rotation.id)).toEqual(expected)
      }
    })

    it('remembers who has gone, as it was said last, and forgets it when that is taken back', async () => {
      const [{ rotation }, other] = [await open(), await open()]
      await suite.store.transact(async (transaction) => {
        await transaction.markGone(rotation.id, { consumerId: laptop, at: sampleTime })
        await transaction.markGone(rotation.id, { consumerId: cron, at: sampleTime })
        await transaction.markGone(rotation.id, { consumerId: cron, at: sampleTime + 1 })
      })
      const marks = [
        { consumerId: cron, at: sampleTime + 1 },
        { consumerId: laptop, at: sampleTime },
      ]
      expect(await suite.store.listGoneMarks(rotation.id)).toEqual(marks)
      expect(await suite.store.listGoneMarks(other.rotation.id)).toEqual([])
      const unmark = () => suite.store.transact((transaction) => transaction.unmarkGone(rotation.id, cron))
      expect([await unmark(), await unmark()]).toEqual([true, false])
      expect(await suite.store.listGoneMarks(rotation.id)).toEqual(marks.slice(1))
    })

    it('is listed for those who may see its new key, or where that is gone, its old one', async () => {
      const { owner, old, next, rotation } = await open()
      const list = (ownerId: string, visibility: KeyVisibility = everything) =>
        suite.store.listRotations({ visibility, ownerId, limit: 9 })
      const stranger = await insertUser(suite.store)
      const seenBy = (ownerId: typeof owner.id): KeyVisibility => ({
        kind: 'some',
        own: { ownerId, organizationId: null },
        administered: [],
        administeredTeams: [],
      })
      expect(await list(owner.id, seenBy(owner.id))).toEqual([rotation])
      expect(await list(owner.id, seenBy(stranger.id))).toEqual([])
      await suite.store.transact((transaction) => transaction.deleteKey(next.id, sampleDeletion))
      expect(await list(owner.id, seenBy(owner.id))).toEqual([rotation])
      await suite.store.transact((transaction) => transaction.deleteKey(old.id, sampleDeletion))
      expect(await list(owner.id)).toEqual([])
    })

    it('is not shown to the admin of an organization that one of its keys reaches by chance', async () => {
      const owner = await insertUser(suite.store)
      const lab = await insertOrganization(suite.store, {}, [owner])
      const [old, next] = [
        await insertKey(suite.store, owner, { organizationId: lab.id }),
        await insertKey(suite.store, owner, { organizationId: lab.id }),
      ]
      await insert(sampleRotation(old, next))
      const nobody = { ownerId: 'usr_nobody' as typeof owner.id, organizationId: null }
      const seen = (administered: (typeof lab.id)[]) =>
        suite.store.listRotations({
          visibility: { kind: 'some', own: nobody, administered, administeredTeams: [] },
          keyId: old.id,
          limit: 9,
        })
      expect(await seen([lab.id])).toHaveLength(1)
      expect(await seen([(await insertOrganization(suite.store)).id])).toEqual([])
    })

    it('has its place in a list: newest first, page by page, by state and by either key', async () => {
      const owner = await insertUser(suite.store)
      const rotations: Rotation[] = []
      for (const after of [0, 1, 1, 2]) {
        const [old, next] = [await insertKey(suite.store, owner), await insertKey(suite.store, owner)]
        const rotation = sampleRotation(old, next, { openedAt: sampleTime + after })
        await insert(rotation)
        rotations.push(rotation)
      }
      const newestFirst = rotations.toSorted((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1))
      const list = (query: object) =>
        suite.store.listRotations({ visibility: everything, ownerId: owner.id, limit: 9, ...query })
      expect(await list({})).toEqual(newestFirst)
      const paged: Rotation[] = []
      for (let page = await list({ limit: 1 }); page.length > 0; page = await list({ limit: 1, after: page[0] })) {
        paged.push(...page)
      }
      expect(paged).toEqual(newestFirst)
      const [first] = rotations as [Rotation]
      expect(await list({ keyId: first.oldKeyId })).toEqual([first])
      expect(await list({ keyId: first.newKeyId })).toEqual([first])
      expect(await list({ keyId: 'a\0b' })).toEqual([])
      await end(first.id)
      expect(await list({ states: ['completed'] })).toMatchObject([{ id: first.id, state: 'completed' }])
      expect(await list({ states: ['open', 'ready'] })).toHaveLength(3)
    })
  })

  describe('a rotation that is due', () => {
    const suite = storeForSuite(openStore)

    it('is claimed by one of all who ask at the same moment, until it is due again', async () => {
      const { store } = suite
      const owner = await insertUser(store)
      const ids: RotationId[] = []
      for (let made = 0; made < 12; made++) {
        const [old, next] = [await insertKey(store, owner), await insertKey(store, owner)]
        const rotation = sampleRotation(old, next, { openedAt: sampleTime + 100 })
        await store.transact((transaction) => transaction.insertRotation(rotation))
        ids.push(rotation.id)
      }
      const [over, ...left] = ids as [RotationId, ...RotationId[]]
      await store.transact((transaction) => transaction.endRotation(over, 'completed', sampleTime))
      const claim = (after: number) =>
        store.claimDueRotations({ now: sampleTime + after, nextAt: sampleTime + after + 50, limit: 5 })
      expect(await claim(99)).toEqual([])
      const claimed = await Promise.all([claim(100), claim(100), claim(100), claim(100)])
      const rest = [...claimed.flat(), ...(await claim(100)), ...(await claim(100))]
      expect(rest.toSorted()).toEqual(left.toSorted())
      expect(await claim(149)).toEqual([])
      expect(await claim(150)).toHaveLength(5)
    })
  })
}

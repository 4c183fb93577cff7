import {
  addPause,
  type Consumer,
  type ConsumerUse,
  consumerMemoryMs,
  dayMs,
  dayOf,
  identifyConsumer,
  type KeyId,
  mostConsumers,
  noPauses,
  otherConsumers,
  rememberedUseDays,
} from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertKey, insertUser, sampleDeletion, sampleKeyId, sampleTime } from '../sample-accounts.ts'
import { recordUse, sampleBatch, sampleRecorder, sampleUse } from '../sample-uses.ts'
import { storeForSuite } from './store-for-suite.ts'

const cron = identifyConsumer({
  label: 'etl-cron',
  ip: '192.0.2.7',
  userAgent: 'W&B Public Client 0.21.4 Python/3.11.4',
})
const pausesOf = (consumer: Consumer | undefined) =>
  consumer?.pauses.buckets.flatMap(({ count, totalMs }) => (count === 0 ? [] : [[count, totalMs]]))

export function describeConsumers(openStore: () => Promise<TestStore>): void {
  describe('consumers', () => {
    const suite = storeForSuite(openStore)
    const newKey = async () => (await insertKey(suite.store, await insertUser(suite.store))).id
    const only = async (keyId: KeyId) => {
      const consumers = await suite.store.listConsumers(keyId)
      expect(consumers).toHaveLength(1)
      return consumers[0]
    }

    it('are kept with all that was seen of them, the one seen last first, and each key has its own', async () => {
      const { store } = suite
      const [keyId, otherKeyId] = [await newKey(), await newKey()]
      const early = sampleUse(keyId, sampleTime, { count: 3, pauses: addPause(noPauses, 5_000) })
      const late: ConsumerUse = {
        ...sampleUse(keyId, sampleTime + 1),
        consumer: { ...cron, verifier: 'sva_gate' as NonNullable<Consumer['verifier']> },
        lastAt: sampleTime + 9,
        count: 2,
      }
      await store.recordUses(sampleBatch(early, late, sampleUse(otherKeyId, sampleTime)))
      await suite.reopen()
      expect(await suite.store.listConsumers(keyId)).toEqual([
        { ...late.consumer, firstSeenAt: sampleTime + 1, lastSeenAt: sampleTime + 9, count: 2, pauses: noPauses },
        { ...early.consumer, firstSeenAt: sampleTime, lastSeenAt: sampleTime, count: 3, pauses: early.pauses },
      ])
      expect(await only(otherKeyId)).toMatchObject({ id: early.consumer.id, count: 1 })
      expect(await suite.store.listConsumers(sampleKeyId())).toEqual([])
      expect(await suite.store.listConsumers('\0' as KeyId)).toEqual([])
    })

    it('add up, and pauses lie between what anybody has seen', async () => {
      const keyId = await newKey()
      const [here, there] = [sampleRecorder(suite.store), sampleRecorder(suite.store)]
      await here(sampleUse(keyId, sampleTime))
      await there(sampleUse(keyId, sampleTime + 6_000, { lastAt: sampleTime + 9_000, count: 2 }))
      await here(sampleUse(keyId, sampleTime + 9_000))
      expect(await only(keyId)).toMatchObject({
        firstSeenAt: sampleTime,
        lastSeenAt: sampleTime + 9_000,
        count: 4,
        pauses: { longestMs: 6_000 },
      })
      expect(pausesOf(await only(keyId))).toEqual([
        [1, 0],
        [1, 6_000],
      ])
    })

    it('do not go back in time by what comes in late, and nothing is made up about pauses', async () => {
      const { store } = suite
      const keyId = await newKey()
      const at = (after: number, given: Partial<ConsumerUse> = {}) => sampleUse(keyId, sampleTime + after, given)
      await store.recordUses(sampleBatch(at(50_000)))
      await store.recordUses(sampleBatch(at(60_000)))
      const late = addPause(noPauses, 40_000)
      await store.recordUses(sampleBatch(at(5_000, { lastAt: sampleTime + 45_000, count: 2, pauses: late })))
      await store.recordUses(sampleBatch(at(55_000, { lastAt: sampleTime + 95_000, count: 2, pauses: late })))
      const consumer = await only(keyId)
      expect(consumer).toMatchObject({ firstSeenAt: sampleTime + 5_000, lastSeenAt: sampleTime + 95_000, count: 6 })
      expect(pausesOf(consumer)).toEqual([[1, 10_000]])
      expect(consumer?.pauses.longestMs).toBe(10_000)
    })

    it('show where and as what they were seen last, and what they said of themselves before', async () => {
      const keyId = await newKey()
      const see = (after: number, ip: string, userAgent: string) =>
        suite.store.recordUses(
          sampleBatch(
            sampleUse(keyId, sampleTime + after, { consumer: identifyConsumer({ label: 'etl-cron', ip, userAgent }) }),
          ),
        )
      await see(5, '192.0.2.7', 'W&B Public Client 0.21.4')
      await see(9, '198.51.100.3', 'wandb-core')
      await see(2, '203.0.113.1', 'W&B Public Client 0.18.0 Python/3.9')
      expect(await only(keyId)).toMatchObject({
        id: cron.id,
        network: '198.51.100.0/24',
        lastAddress: '198.51.100.3',
        program: { name: 'wandb', version: '0.21.4', runtime: 'python 3.9' },
      })
    })

    it('of many nodes at the same moment lose no use of any key', async () => {
      const { store } = suite
      const keyIds = [await newKey(), await newKey(), await newKey()]
      const places = Array.from({ length: 20 }, (_, place) => identifyConsumer({ label: `place ${place}` }))
      await Promise.all(
        Array.from({ length: 8 }, async (_, node) => {
          const record = sampleRecorder(store)
          const uses = keyIds.flatMap((keyId) =>
            places.map((consumer) => sampleUse(keyId, sampleTime + node, { consumer, count: 2 })),
          )
          await record(...(node % 2 === 0 ? uses : uses.toReversed()))
          await record(...uses)
        }),
      )
      for (const keyId of keyIds) {
        const consumers = await store.listConsumers(keyId)
        expect(consumers.map(({ count }) => count)).toEqual(places.map(() => 32))
        expect(await store.listUseDays(keyId, 0)).toEqual([{ day: dayOf(sampleTime), count: 32 * places.length }])
      }
    })

    it('count once what is sent again, because nobody knew whether it had been written', async () => {
      const { store } = suite
      const [keyId, otherKeyId] = [await newKey(), await newKey()]
      const first = sampleBatch(sampleUse(keyId, sampleTime, { count: 5 }))
      const second = { ...first, number: 2, uses: [sampleUse(otherKeyId, sampleTime + 1)] }
      await Promise.all([store.recordUses(first), store.recordUses(first)])
      await store.recordUses(second)
      await Promise.all([store.recordUses(first), store.recordUses(second)])
      expect(await only(keyId)).toMatchObject({ count: 5 })
      expect(await only(otherKeyId)).toMatchObject({ count: 1 })
      expect(await store.listUseDays(keyId, 0)).toEqual([{ day: dayOf(sampleTime), count: 5 }])
    })

    it('are no more of one key than a page can show: those who come later are counted as one', async () => {
      const { store } = suite
      const [keyId, calmKeyId] = [await newKey(), await newKey()]
      const place = (number: number) => identifyConsumer({ label: `made up ${number}` })
      const from = (number: number, after: number) =>
        sampleUse(keyId, sampleTime + after, { consumer: place(number), count: 2 })
      const crowd = Array.from({ length: mostConsumers + 10 }, (_, number) => from(number, 0))
      await store.recordUses(sampleBatch(...crowd, sampleUse(calmKeyId, sampleTime)))
      await store.recordUses(sampleBatch(from(0, 7_000), from(9_998, 8_000), from(9_999, 9_000)))
      const consumers = await store.listConsumers(keyId)
      expect(consumers).toHaveLength(mostConsumers + 1)
      expect(consumers[0]).toEqual({
        ...otherConsumers,
        firstSeenAt: sampleTime,
        lastSeenAt: sampleTime + 9_000,
        count: 2 * 12,
        pauses: expect.objectContaining({ longestMs: 8_000 }),
      })
      expect(consumers[1]).toMatchObject({ id: place(0).id, count: 4, lastSeenAt: sampleTime + 7_000 })
      expect(consumers.reduce((sum, { count }) => sum + count, 0)).toBe(2 * (mostConsumers + 10 + 3))
      expect(await only(calmKeyId)).toMatchObject({ count: 1 })
    })

    it('of unknown and deleted keys are passed over', async () => {
      const { store } = suite
      const [keyId, deletedId, unknownId] = [await newKey(), await newKey(), sampleKeyId()]
      await store.transact((transaction) => transaction.deleteKey(deletedId, sampleDeletion))
      const ids = [unknownId, keyId, deletedId]
      await store.recordUses(sampleBatch(...ids.map((id) => sampleUse(id, sampleTime))))
      expect(await only(keyId)).toMatchObject({ count: 1 })
      for (const id of [unknownId, deletedId]) {
        expect(await store.listConsumers(id)).toEqual([])
        expect(await store.listUseDays(id, 0)).toEqual([])
      }
    })

    it('that have not been seen for long are forgotten, and the days of a quarter ago, to the day', async () => {
      const { store } = suite
      const keyId = await newKey()
      const now = sampleTime + 12 * 60 * 60_000
      const ages = [consumerMemoryMs / dayMs + 1, consumerMemoryMs / dayMs, rememberedUseDays, rememberedUseDays - 1, 0]
      for (const age of ages) {
        const consumer = identifyConsumer({ label: `${age} days` })
        await store.recordUses(sampleBatch(sampleUse(keyId, now - age * dayMs, { consumer })))
      }
      await store.forgetUses(now)
      expect((await store.listConsumers(keyId)).map(({ label }) => label)).toEqual([
        '0 days',
        `${rememberedUseDays - 1} days`,
        `${rememberedUseDays} days`,
        `${consumerMemoryMs / dayMs} days`,
      ])
      const today = dayOf(now)
      expect(await store.listUseDays(keyId, 0)).toEqual([
        { day: today - rememberedUseDays + 1, count: 1 },
        { day: today, count: 1 },
      ])
      expect(await store.listUseDays(keyId, today)).toEqual([{ day: today, count: 1 }])
    })

    it('of a deleted key are kept for a month, in which it can come back', async () => {
      const { store } = suite
      const [liveId, deletedId] = [await newKey(), await newKey()]
      await recordUse(store, { keyId: liveId, usedAt: sampleTime }, { keyId: deletedId, usedAt: sampleTime })
      await store.transact((transaction) => transaction.deleteKey(deletedId, sampleDeletion))
      await store.forgetUses(sampleTime + 31 * dayMs)
      expect(await only(deletedId)).toMatchObject({ count: 1 })
      await store.forgetUses(sampleTime + 32 * dayMs)
      expect(await store.listConsumers(deletedId)).toEqual([])
      expect(await only(liveId)).toMatchObject({ count: 1 })
    })
  })
}

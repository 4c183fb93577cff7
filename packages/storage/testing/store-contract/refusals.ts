import {
  identifyConsumer,
  identifyRefusal,
  type KeyId,
  mostRefusals,
  mostRefusedRequests,
  type OrganizationId,
  type Refusal,
  type RefusalReport,
  type TeamId,
} from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertKey, insertUser, sampleDeletion, sampleKeyId, sampleTime } from '../sample-accounts.ts'
import { sampleRefusal, sampleRequestId } from '../sample-refusals.ts'
import { storeForSuite } from './store-for-suite.ts'

const placeOf = (place: number) => identifyConsumer({ label: `place ${place}` })
const placesOf = (refusals: readonly Refusal[]) => refusals.map(({ consumer }) => consumer.label)

export function describeRefusals(openStore: () => Promise<TestStore>): void {
  describe('refusals', () => {
    const suite = storeForSuite(openStore)
    const newKey = async () => (await insertKey(suite.store, await insertUser(suite.store))).id
    const record = (...reports: RefusalReport[]) => suite.store.recordRefusals(reports)
    const list = (keyId: KeyId) => suite.store.listRefusals(keyId)
    const countOf = async (keyId: KeyId) => (await list(keyId)).map(({ count }) => count)

    it('are read as they were written, by key and by request, the one that happened last first', async () => {
      const [keyId, otherKeyId] = [await newKey(), await newKey()]
      const plain = sampleRefusal(keyId, sampleTime)
      const [first, last] = [3, 7].map((after) => ({ requestId: sampleRequestId(), at: sampleTime + after }))
      if (first === undefined || last === undefined) throw new Error('two were made')
      const organizationId = 'org_lab' as OrganizationId
      const full = sampleRefusal(keyId, sampleTime, {
        reason: 'out-of-reach',
        code: 'FORBIDDEN',
        door: 'forward_auth',
        demand: { organizationIds: [organizationId], teams: [{ id: 'team_gpu' as TeamId, organizationId }] },
        consumer: identifyConsumer({
          label: 'テスト',
          ip: '2001:db8::7',
          userAgent: 'curl/8',
          verifier: 'sva_a' as never,
        }),
        count: 5,
        first,
        requests: [first, last],
      })
      await record(plain, sampleRefusal(otherKeyId, sampleTime), full)
      await suite.reopen()
      const [later, earlier] = await list(keyId)
      const { requests, ...whole } = full
      expect(later).toEqual({ ...whole, id: identifyRefusal(full), last })
      expect(earlier).toMatchObject({ reason: 'expired', demand: null, count: 1, last: plain.first })
      for (const request of requests) {
        expect(await suite.store.findRefusal(request.requestId)).toEqual({ ...request, refusal: later })
      }
      expect(await list(otherKeyId)).toHaveLength(1)
      for (const unknown of [sampleRequestId(), '', '\0']) {
        expect(await suite.store.findRefusal(unknown)).toBeUndefined()
        expect(await list(unknown as KeyId)).toEqual([])
      }
    })

    it('that have one cause are one, whichever node has met it, and first and last are what they were', async () => {
      const keyId = await newKey()
      const [first, middle, last] = [0, 5, 9].map((after) => sampleRefusal(keyId, sampleTime + after))
      if (!first || !middle || !last) throw new Error('three were made')
      await Promise.all([record(last), record(first, sampleRefusal(keyId, sampleTime + 7)), record(middle)])
      const [refusal, ...more] = await list(keyId)
      expect(more).toEqual([])
      expect(refusal).toMatchObject({ count: 4, first: first.first, last: last.first })
      for (const { first: request } of [first, middle, last]) {
        expect(await suite.store.findRefusal(request.requestId)).toMatchObject(request)
      }
      await record(
        sampleRefusal(keyId, sampleTime, { reason: 'disabled' }),
        sampleRefusal(keyId, sampleTime, { door: 'api' }),
        sampleRefusal(keyId, sampleTime, { consumer: placeOf(1) }),
      )
      expect(await countOf(keyId)).toHaveLength(4)
    })

    it('show where they came from last', async () => {
      const keyId = await newKey()
      const from = (after: number, ip: string) =>
        record(sampleRefusal(keyId, sampleTime + after, { consumer: identifyConsumer({ label: 'cron', ip }) }))
      await from(5, '192.0.2.7')
      await from(9, '198.51.100.3')
      await from(2, '203.0.113.1')
      expect((await list(keyId))[0]?.consumer).toMatchObject({ label: 'cron', lastAddress: '198.51.100.3' })
    })

    it('are of no key where there is none of that ID, and of a deleted key as long as that is remembered', async () => {
      const [deleted, unknown] = [await newKey(), sampleKeyId()]
      await suite.store.transact((transaction) => transaction.deleteKey(deleted, sampleDeletion))
      const reports = [deleted, unknown, null].map((keyId) => sampleRefusal(keyId, sampleTime, { reason: 'unknown' }))
      await record(...reports)
      const found = await Promise.all(reports.map(({ first }) => suite.store.findRefusal(first.requestId)))
      expect(found.map((one) => one?.refusal.keyId)).toEqual([deleted, null, null])
      // By nothing that would tell them apart.
      expect(found.map((one) => one?.refusal.count)).toEqual([1, 2, 2])
      expect(await list(unknown)).toEqual([])
      expect(await countOf(deleted)).toEqual([1])
    })

    it('have room for so many of a key, and what anybody can bring about takes none of what only the holder can', async () => {
      const keyId = await newKey()
      const flood = (reason: 'expired' | 'checksum', count: number, after: number) =>
        record(
          ...Array.from({ length: count }, (_, place) =>
            sampleRefusal(keyId, sampleTime + after + place, { reason, consumer: placeOf(place) }),
          ),
        )
      await flood('expired', mostRefusals.proven + 5, 0)
      await flood('checksum', mostRefusals.unproven + 7, 1_000)
      const refusals = await list(keyId)
      const [unproven, proven] = [refusals.slice(0, mostRefusals.unproven), refusals.slice(mostRefusals.unproven)]
      expect(new Set(unproven.map(({ reason }) => reason))).toEqual(new Set(['checksum']))
      expect(placesOf(unproven).at(-1)).toBe('place 7')
      expect(proven).toHaveLength(mostRefusals.proven)
      expect(placesOf(proven).at(-1)).toBe('place 5')
    })

    it('are found by the first of their requests and the last ones, and by no more', async () => {
      const keyId = await newKey()
      const reports = Array.from({ length: mostRefusedRequests + 5 }, (_, turn) =>
        sampleRefusal(keyId, sampleTime + turn),
      )
      for (const report of reports) await record(report)
      const found = await Promise.all(reports.map(({ first }) => suite.store.findRefusal(first.requestId)))
      const lost = found.flatMap((one, turn) => (one === undefined ? [turn] : []))
      expect(lost).toEqual([1, 2, 3, 4])
      expect(await countOf(keyId)).toEqual([reports.length])
    })

    it('of no key have room of their own', async () => {
      const { withoutKey } = mostRefusals
      const reports = Array.from({ length: withoutKey + 2 }, (_, place) =>
        sampleRefusal(null, sampleTime + 10_000 + place, { reason: 'malformed', consumer: placeOf(place) }),
      )
      await record(...reports)
      const isFound = async (place: number) =>
        (await suite.store.findRefusal(reports[place]?.first.requestId ?? '')) !== undefined
      expect([await isFound(0), await isFound(1), await isFound(2), await isFound(withoutKey + 1)]).toEqual([
        false,
        false,
        true,
        true,
      ])
    })

    it('of many nodes at the same moment lose nothing', async () => {
      const keyIds = [await newKey(), await newKey()]
      await Promise.all(
        Array.from({ length: 8 }, async (_, node) => {
          for (let turn = 0; turn < 5; turn += 1) {
            await record(
              ...keyIds.flatMap((keyId) =>
                [0, 1, 2].map((place) =>
                  sampleRefusal(keyId, sampleTime + node + turn, { consumer: placeOf((place + node) % 3) }),
                ),
              ),
            )
          }
        }),
      )
      for (const keyId of keyIds) expect(await countOf(keyId)).toEqual([40, 40, 40])
    })

    it('are forgotten when they have not happened again for long', async () => {
      const keyId = await newKey()
      const [old, current] = [
        sampleRefusal(keyId, sampleTime),
        sampleRefusal(keyId, sampleTime + 9, { reason: 'disabled' }),
      ]
      await record(old, current)
      await suite.store.forgetRefusals(sampleTime + 9)
      expect((await list(keyId)).map(({ reason }) => reason)).toEqual(['disabled'])
      expect(await suite.store.findRefusal(old.first.requestId)).toBeUndefined()
      expect(await suite.store.findRefusal(current.first.requestId)).toBeDefined()
    })
  })
}

import { type ConsumerUse, dayMs, type Instance, type KeyId, type Store, type UseBatch } from '@keystead/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageRecorder } from './usage-recorder.ts'

const minuteMs = 60_000
const key = (name: string) => name as KeyId
const noBucket = { count: 0, totalMs: 0 }

describe('the usage recorder', () => {
  let now = 0
  /** Each batch that reached the database. */
  let batches: UseBatch[] = []
  /** The last use of each key, batch by batch. */
  const written = () => batches.map(({ uses }) => Object.fromEntries(uses.map(({ keyId, lastAt }) => [keyId, lastAt])))
  let expired: unknown[] = []
  let forgotten: number[] = []
  let pruned: number[] = []
  let failures: unknown[] = []
  /** What the database does with the next batches before it has written them. */
  let beforeWrite: () => void | Promise<void> = () => {}
  let instance: Instance
  let recorder: UsageRecorder

  beforeEach(() => {
    now = 1_000_000_000_000
    batches = []
    pruned = []
    expired = []
    forgotten = []
    failures = []
    beforeWrite = () => {}
    const store: Pick<Store, 'recordUses' | 'forgetUses' | 'expireIdempotentCreations' | 'forgetEnded'> = {
      async recordUses(batch) {
        await beforeWrite()
        batches.push(batch)
      },
      async forgetUses(at) {
        pruned.push(at)
      },
      async expireIdempotentCreations(before) {
        expired.push(before)
      },
      async forgetEnded(at) {
        forgotten.push(at)
      },
    }
    instance = { store: store as Store, clock: { now: () => now } } as Instance
    recorder = new UsageRecorder(instance, (error) => failures.push(error))
  })
  afterEach(async () => {
    beforeWrite = () => {}
    await recorder.close()
  })

  const fail = () => {
    throw new Error('the database is away')
  }

  it('writes each key once, with the latest time, in whatever order uses were noted', async () => {
    for (const [name, usedAt] of [
      ['a', 5],
      ['b', 7],
      ['a', 9],
      ['a', 3],
      ['b', 6],
    ] as const) {
      recorder.note(key(name), usedAt)
    }
    await recorder.flush()
    expect(written()).toEqual([{ a: 9, b: 7 }])
  })

  it('keeps what could not be written, says so, and writes it as it was, before what came since', async () => {
    recorder.note(key('a'), 1)
    recorder.note(key('b'), 2)
    beforeWrite = fail
    await recorder.flush()
    await recorder.flush()
    expect(failures).toEqual([new Error('the database is away'), new Error('the database is away')])
    expect(written()).toEqual([])
    recorder.note(key('c'), 3)
    beforeWrite = () => {}
    await recorder.flush()
    expect(written()).toEqual([{ a: 1, b: 2 }, { c: 3 }])
    expect(new Set(batches.map(({ recorder }) => recorder)).size).toBe(1)
    expect(batches.map(({ number }) => number)).toEqual([1, 2])
  })

  it('sends again exactly what it has sent, which may have been written, and lets the rest come together meanwhile', async () => {
    const sent: UseBatch[] = []
    instance.store.recordUses = async (batch) => {
      sent.push(structuredClone(batch))
      fail()
    }
    recorder.note(key('a'), 1)
    await recorder.flush()
    for (const usedAt of [2, 3, 4]) {
      recorder.note(key('a'), usedAt)
      await recorder.flush()
    }
    expect(sent).toHaveLength(4)
    expect(new Set(sent.map((batch) => JSON.stringify(batch))).size).toBe(1)
    instance.store.recordUses = async (batch) => void batches.push(batch)
    await recorder.flush()
    expect(written()).toEqual([{ a: 1 }, { a: 4 }])
    expect(batches[1]?.uses[0]).toMatchObject({ firstAt: 2, count: 3 })
  })

  it('writes one batch at a time, and what is noted during a write with the next', async () => {
    const { promise: release, resolve } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    beforeWrite = () => {
      begin()
      return release
    }
    recorder.note(key('a'), 1)
    const first = recorder.flush()
    await begun
    recorder.note(key('b'), 2)
    beforeWrite = () => {
      expect(written()).toHaveLength(1)
    }
    const second = recorder.flush()
    expect(written()).toEqual([])
    resolve()
    await Promise.all([first, second])
    expect(written()).toEqual([{ a: 1 }, { b: 2 }])
    expect(failures).toEqual([])
  })

  it('writes by itself, without being asked', async () => {
    const { promise: wrote, resolve } = Promise.withResolvers<void>()
    beforeWrite = resolve
    recorder.note(key('a'), 1)
    await wrote
    await recorder.flush()
    expect(written()[0]).toEqual({ a: 1 })
  })

  it('writes what is left when it is closed, also what an outage had kept from being written', async () => {
    recorder.note(key('a'), 1)
    beforeWrite = fail
    await recorder.flush()
    beforeWrite = () => {}
    recorder.note(key('b'), 2)
    await recorder.close()
    expect(written()).toEqual([{ a: 1 }, { b: 2 }])
  })

  it('closes although the database is away, and says what that cost', async () => {
    recorder.note(key('a'), 1)
    beforeWrite = fail
    await recorder.close()
    expect(failures).toHaveLength(1)
  })

  it('has sealed tokens forgotten after ten minutes, creations after a day, and what has ended, once a minute', async () => {
    await recorder.flush()
    now += minuteMs - 1
    await recorder.flush()
    expect(expired).toHaveLength(1)
    now += 1
    await recorder.flush()
    expect(expired[1]).toEqual({ token: now - 10 * minuteMs, creation: now - 24 * 60 * minuteMs })
    expect(expired).toHaveLength(2)
    expect(forgotten).toEqual([now - minuteMs, now])
  })

  it('holds a million keys and no more, and still notes the newer uses of those', async () => {
    for (let count = 0; count < 1_000_000; count += 1) recorder.note(key(String(count)), 1)
    recorder.note(key('one too many'), 1)
    recorder.note(key('0'), 2)
    await recorder.flush()
    const all = batches.flatMap(({ uses }) => uses)
    expect(all).toHaveLength(1_000_000)
    expect(all[0]).toMatchObject({ keyId: '0', lastAt: 2 })
    expect(Math.max(...batches.map(({ uses }) => uses.length))).toBeLessThanOrEqual(2_000)
  })

  describe('of consumers', () => {
    const uses = () => batches.flatMap(({ uses }) => uses)
    const host = (number: number) => ({ ip: `10.${number >> 8}.${number & 255}.1`, userAgent: 'curl/8.9.1' })

    it('notes who used a key, how often, and what pauses they made', async () => {
      const [cron, web] = [{ label: 'etl-cron' }, { label: 'web', ip: '192.0.2.1' }]
      for (const [client, at] of [
        [cron, 0],
        [web, 100],
        [cron, 400],
        [cron, 500],
        [cron, 5_500],
        [web, 5_600],
      ] as const) {
        recorder.note(key('a'), now + at, { ...client })
      }
      await recorder.flush()
      const expected: Partial<ConsumerUse>[] = [
        {
          firstAt: now,
          lastAt: now + 5_500,
          count: 4,
          pauses: {
            buckets: [{ count: 2, totalMs: 500 }, noBucket, noBucket, { count: 1, totalMs: 5_000 }],
            longestMs: 5_000,
          },
        },
        { firstAt: now + 100, lastAt: now + 5_600, count: 2 },
      ]
      expect(uses()).toMatchObject(expected)
      expect(uses().map(({ consumer }) => consumer.label)).toEqual(['etl-cron', 'web'])
    })

    it('counts as one those who are one place, however they come', async () => {
      for (const [turn, userAgent] of ['wandb-core', 'W&B Public Client 0.22.3', 'wandb-core'].entries()) {
        recorder.note(key('a'), now + turn * 2_000, { ip: `192.0.2.${turn}`, userAgent })
      }
      await recorder.flush()
      expect(uses()).toHaveLength(1)
      expect(uses()[0]).toMatchObject({
        count: 3,
        lastAt: now + 4_000,
        consumer: { lastAddress: '192.0.2.2', program: { name: 'wandb', version: '0.22.3' } },
        pauses: { longestMs: 2_000 },
      })
    })

    it('keeps the days apart, although nothing was written at midnight', async () => {
      const midnight = Math.ceil(now / dayMs) * dayMs
      recorder.note(key('a'), midnight - 1)
      recorder.note(key('a'), midnight)
      recorder.note(key('a'), midnight + 1)
      await recorder.flush()
      expect(uses()).toMatchObject([
        { lastAt: midnight - 1, count: 1 },
        { firstAt: midnight, count: 2 },
      ])
    })

    it('holds a hostile client within bounds, loses no use, and still tells others apart', async () => {
      for (let turn = 0; turn < 20_000; turn += 1)
        recorder.note(key('a'), now, { label: `${turn} ${'x'.repeat(5_000)}` })
      for (let turn = 0; turn < 3; turn += 1) recorder.note(key('b'), now, host(turn))
      await recorder.flush()
      const of = (name: string) => uses().filter(({ keyId }) => keyId === name)
      expect(of('a')).toHaveLength(4_097)
      expect(of('a').reduce((sum, { count }) => sum + count, 0)).toBe(20_000)
      expect(of('a').at(-1)).toMatchObject({ consumer: { id: 'others' }, count: 20_000 - 4_096 })
      expect(of('b').map(({ count }) => count)).toEqual([1, 1, 1])
    })

    it('goes on by a clock that is set back', async () => {
      recorder.note(key('a'), now)
      recorder.note(key('a'), now - 5_000)
      recorder.note(key('a'), now + 1_000)
      await recorder.flush()
      expect(uses()).toMatchObject([{ firstAt: now - 5_000, lastAt: now + 1_000, count: 3 }])
      const [use] = uses()
      expect(use?.pauses.buckets.every(({ totalMs }) => totalMs >= 0)).toBe(true)
    })

    it('has what was noted long ago forgotten, once an hour', async () => {
      await recorder.flush()
      now += 60 * minuteMs - 1
      await recorder.flush()
      now += 1
      await recorder.flush()
      expect(pruned).toEqual([now - 60 * minuteMs, now])
    })
  })
})

import type { Instance, KeyId, KeyUse, Store } from '@keystead/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageRecorder } from './usage-recorder.ts'

const minuteMs = 60_000
const key = (name: string) => name as KeyId

describe('the usage recorder', () => {
  let now = 0
  /** Each batch that reached the database, as `{ key: time }`. */
  let written: Record<string, number>[] = []
  let expired: unknown[] = []
  let forgotten: number[] = []
  let failures: unknown[] = []
  /** What the database does with the next batches before it has written them. */
  let beforeWrite: () => void | Promise<void> = () => {}
  let recorder: UsageRecorder

  beforeEach(() => {
    now = 1_000_000_000_000
    written = []
    expired = []
    forgotten = []
    failures = []
    beforeWrite = () => {}
    const store: Pick<Store, 'recordUse' | 'expireIdempotentCreations' | 'forgetEnded'> = {
      async recordUse(uses: readonly KeyUse[]) {
        await beforeWrite()
        written.push(Object.fromEntries(uses.map(({ keyId, usedAt }) => [keyId, usedAt])))
      },
      async expireIdempotentCreations(before) {
        expired.push(before)
      },
      async forgetEnded(at) {
        forgotten.push(at)
      },
    }
    const instance = { store: store as Store, clock: { now: () => now } } as Instance
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
    expect(written).toEqual([{ a: 9, b: 7 }])
  })

  it('keeps what could not be written, says so, and writes it with what came since', async () => {
    recorder.note(key('a'), 1)
    recorder.note(key('b'), 2)
    beforeWrite = fail
    await recorder.flush()
    await recorder.flush()
    expect(failures).toEqual([new Error('the database is away'), new Error('the database is away')])
    expect(written).toEqual([])
    recorder.note(key('c'), 3)
    beforeWrite = () => {}
    await recorder.flush()
    expect(written).toEqual([{ a: 1, b: 2, c: 3 }])
  })

  it('does not put the time of a failed write in the place of a later one that was noted meanwhile', async () => {
    recorder.note(key('a'), 1)
    beforeWrite = () => {
      recorder.note(key('a'), 2)
      fail()
    }
    await recorder.flush()
    beforeWrite = () => {}
    await recorder.flush()
    expect(written).toEqual([{ a: 2 }])
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
      expect(written).toHaveLength(1)
    }
    const second = recorder.flush()
    expect(written).toEqual([])
    resolve()
    await Promise.all([first, second])
    expect(written).toEqual([{ a: 1 }, { b: 2 }])
    expect(failures).toEqual([])
  })

  it('writes by itself, without being asked', async () => {
    const { promise: wrote, resolve } = Promise.withResolvers<void>()
    beforeWrite = resolve
    recorder.note(key('a'), 1)
    await wrote
    await recorder.flush()
    expect(written[0]).toEqual({ a: 1 })
  })

  it('writes what is left when it is closed, also what an outage had kept from being written', async () => {
    recorder.note(key('a'), 1)
    beforeWrite = fail
    await recorder.flush()
    beforeWrite = () => {}
    recorder.note(key('b'), 2)
    await recorder.close()
    expect(written).toEqual([{ a: 1, b: 2 }])
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
    const [batch = {}] = written
    expect(Object.keys(batch)).toHaveLength(1_000_000)
    expect(batch['0']).toBe(2)
  })
})

import { type Instance, type KeyId, mostRefusedRequests, type RefusalReport, refusalMemoryMs } from '@keystead/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type NotedRefusal, RefusalRecorder } from './refusal-recorder.ts'

const start = Date.UTC(2026, 0, 15)
const keyId = 'ExampleKeyId0123' as KeyId

describe('what is refused', () => {
  let written: RefusalReport[]
  let forgotten: number[]
  let failures: unknown[]
  let isAway: boolean
  let recorder: RefusalRecorder
  beforeEach(() => {
    vi.useFakeTimers({ now: start })
    written = []
    forgotten = []
    failures = []
    isAway = false
    const store = {
      recordRefusals: async (reports: readonly RefusalReport[]) => {
        if (isAway) throw new Error('away')
        written.push(...reports)
      },
      forgetRefusals: async (before: number) => void forgotten.push(before),
    }
    const instance = { store, clock: { now: Date.now } } as unknown as Instance
    recorder = new RefusalRecorder(instance, (error) => failures.push(error))
  })
  afterEach(async () => {
    await recorder.close()
    vi.useRealTimers()
  })

  const note = (turn: number, given: Partial<NotedRefusal> = {}) =>
    recorder.note({
      requestId: `req_${turn}`,
      at: start + turn,
      door: 'api',
      keyId,
      reason: 'expired',
      client: { ip: '192.0.2.1', userAgent: 'curl/8' },
      ...given,
    })

  it('is written within a second, each cause once, with the first of its requests and the last ones in order', async () => {
    const times = 3 * mostRefusedRequests + 7
    for (let turn = 0; turn < times; turn += 1) note(turn)
    note(times, { reason: 'disabled' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(written.map(({ reason, count }) => [reason, count])).toEqual([
      ['expired', times],
      ['disabled', 1],
    ])
    const [expired] = written
    expect(expired?.first).toEqual({ requestId: 'req_0', at: start })
    const last = Array.from({ length: mostRefusedRequests }, (_, place) => `req_${times - mostRefusedRequests + place}`)
    expect(expired?.requests.map(({ requestId }) => requestId)).toEqual(last)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(written).toHaveLength(2)
  })

  it('is told apart by what was demanded, and by where it came from', async () => {
    const place = (id: string) => ({ organizations: [id as never] })
    note(1, { reason: 'out-of-reach', demand: place('org_a') })
    note(2, { reason: 'out-of-reach', demand: place('org_b') })
    note(3, { reason: 'out-of-reach', demand: {} })
    note(4, { client: { label: 'cron' } })
    note(5, { demand: place('org_a') })
    await recorder.flush()
    expect(written.map(({ demand, consumer }) => [demand?.organizationIds ?? null, consumer.label])).toEqual([
      [['org_a'], null],
      [['org_b'], null],
      [null, null],
      [null, 'cron'],
      [null, null],
    ])
  })

  it('by strangers takes little room, of each key and from each address, and none of what is proven', async () => {
    const names = Array.from({ length: 500 }, (_, place) => `client ${place}`)
    for (const label of names) {
      note(1, { reason: 'checksum', client: { label, ip: `203.0.113.${label.length}` } })
      note(2, { reason: 'unknown', keyId: label as KeyId, client: { label, ip: '198.51.100.1' } })
      note(3, { reason: 'malformed', keyId: null, client: { label, ip: label } })
      note(4, { client: { label } })
    }
    await recorder.flush()
    const countOf = (reason: string) => written.filter((report) => report.reason === reason).length
    expect(['checksum', 'unknown', 'malformed', 'expired'].map(countOf)).toEqual([10, 20, 170, 500])
  })

  it('waits for a database that is away, so much of it as there is room for, and is not lost at the end', async () => {
    isAway = true
    for (let turn = 0; turn < 8; turn += 1) {
      for (let place = 0; place < 1_100; place += 1) note(turn, { client: { label: `${turn} ${place}` } })
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(failures.length).toBeGreaterThanOrEqual(8)
    expect(written).toEqual([])
    isAway = false
    await recorder.close()
    expect(written).toHaveLength(5_000)
    expect(written[0]?.consumer.label).toBe('0 0')
  })

  it('is forgotten once an hour, when it has not happened again for 30 days', async () => {
    await vi.advanceTimersByTimeAsync(60 * 60_000 + 1_000)
    expect(forgotten).toHaveLength(2)
    expect(forgotten[0]).toBeLessThanOrEqual(start + 1_000 - refusalMemoryMs)
  })
})

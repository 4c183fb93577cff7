import { describe, expect, it } from 'vitest'
import { type Consumer, dayMs } from '../model/consumer.ts'
import { identifyConsumer } from './identify-consumer.ts'
import { mergeUse } from './merge-use.ts'
import { noPauses } from './pauses.ts'
import { longestPause, usualInterval } from './usual-interval.ts'

const [secondMs, minuteMs, hourMs] = [1_000, 60_000, 3_600_000]

/** A consumer that was used at these times, each reported by itself. */
function usedAt(times: readonly number[]): Consumer {
  const consumer = identifyConsumer({ label: 'etl-cron' })
  const uses = times.map((at) => ({
    keyId: 'key' as never,
    consumer,
    firstAt: at,
    lastAt: at,
    count: 1,
    pauses: noPauses,
  }))
  return uses.reduce<Consumer | undefined>(mergeUse, undefined) as Consumer
}

const every = (intervalMs: number, times: number, from = 0) =>
  Array.from({ length: times }, (_, index) => from + index * intervalMs)
/** A hundred calls, a second apart. */
const burst = (from: number) => every(secondMs, 100, from)

describe('the usual interval', () => {
  it.each([
    ['each minute', every(minuteMs, 3_000), minuteMs],
    ['every six hours', every(6 * hourMs, 9), 6 * hourMs],
    ['a burst each night', every(dayMs, 10).flatMap(burst), dayMs - 99 * secondMs],
    ['a burst each month', every(30 * dayMs, 3).flatMap(burst), 30 * dayMs - 99 * secondMs],
    [
      'each minute, and one night of outage in a month',
      [...every(minuteMs, 20 * 1_440), ...every(minuteMs, 10 * 1_440, 20 * dayMs + 8 * hourMs)],
      minuteMs,
    ],
    ['on working days', [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21].map((day) => day * dayMs), 3 * dayMs],
    ['several times each second', every(900, 100_000), 900],
  ])('of what comes %s', (_habit, times, expected) => {
    expect(usualInterval(usedAt(times))).toBe(expected)
  })

  it.each([
    ['once', [0]],
    ['in the first burst of a nightly job', burst(0)],
    ['for less than a day', every(minuteMs, 1_440)],
  ])('is unknown of what was seen %s', (_habit, times) => {
    expect(usualInterval(usedAt(times))).toBeNull()
  })

  it('is followed by the new habit of who changes it', () => {
    const hourly = every(hourMs, 100 * 24)
    const last = hourly.at(-1) ?? 0
    expect(usualInterval(usedAt([...hourly, ...every(7 * dayMs, 3, last + 7 * dayMs)]))).toBe(7 * dayMs)
  })
})

describe('the longest pause', () => {
  it('is that of all, and there is none before the second use', () => {
    expect(longestPause(usedAt([0]))).toBeNull()
    expect(longestPause(usedAt([0, 9_000, 12_000]))).toBe(9_000)
    expect(longestPause(usedAt([0, 500 * dayMs]))).toBe(500 * dayMs)
  })
})

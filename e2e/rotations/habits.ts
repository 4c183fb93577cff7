import { addPause, dayMs, noPauses, type Pauses } from '@keystead/core'
import type { Chance } from './chance.ts'

/** Uses of one host in a row, as a node writes them at once. */
export type Stint = {
  readonly firstAt: number
  readonly lastAt: number
  readonly count: number
  readonly pauses: Pauses
}

export const habits = ['constant', 'hourly', 'nightly', 'weekly', 'monthly', 'bursty'] as const
export type Habit = (typeof habits)[number]

const hourMs = dayMs / 24
// What runs all the time is not followed use by use, but as often as this.
const stintMs = 12 * hourMs
// No job is perfect: about this share of all runs fails before it comes to use its key.
const failedShare = 0.03
// Nobody's bursts are further apart, unless they are away.
const longestLullMs = 30 * dayMs

type Span = { readonly from: number; readonly until: number }

/** When a host of this habit would use its key, whichever that is. */
export const stintsOf: Record<Habit, (span: Span, chance: Chance) => Stint[]> = {
  constant: (span, chance) => steadily(span, chance.between(1_000, 10 * 60_000)),
  hourly: (span) => steadily(span, hourMs),
  nightly: (span, chance) => runs(span, dayMs, 0.02, chance),
  weekly: (span, chance) => runs(span, 7 * dayMs, 0.04, chance),
  monthly: (span, chance) => runs(span, 30.44 * dayMs, 0.04, chance),
  bursty,
}

function steadily({ from, until }: Span, everyMs: number): Stint[] {
  const stints: Stint[] = []
  const count = Math.floor(stintMs / everyMs)
  for (let firstAt = from; firstAt < until; firstAt += count * everyMs) {
    stints.push({ firstAt, lastAt: firstAt + (count - 1) * everyMs, count, pauses: evenPauses(everyMs, count) })
  }
  return stints
}

function runs({ from, until }: Span, everyMs: number, jitter: number, chance: Chance): Stint[] {
  const stints: Stint[] = []
  for (let due = from + chance.share() * everyMs; due < until; due += everyMs) {
    if (chance.happens(failedShare)) continue
    const at = Math.round(due + chance.between(-jitter, jitter) * everyMs)
    stints.push({ firstAt: at, lastAt: at, count: 1, pauses: noPauses })
  }
  return stints
}

function bursty({ from, until }: Span, chance: Chance): Stint[] {
  const stints: Stint[] = []
  const meanLullMs = chance.between(dayMs, 6 * dayMs)
  let at = from + chance.wait(meanLullMs)
  while (at < until) {
    const count = 2 + chance.draw(100)
    const everyMs = chance.between(1_000, 60_000)
    const firstAt = Math.round(at)
    const lastAt = Math.round(at + (count - 1) * everyMs)
    stints.push({ firstAt, lastAt, count, pauses: evenPauses(everyMs, count) })
    at = lastAt + Math.min(longestLullMs, chance.wait(meanLullMs))
  }
  return stints
}

/** Those between so many uses at an even distance. */
function evenPauses(everyMs: number, uses: number): Pauses {
  if (uses < 2) return noPauses
  const { buckets, longestMs } = addPause(noPauses, everyMs)
  const times = uses - 1
  return {
    buckets: buckets.map(({ count, totalMs }) => ({ count: count * times, totalMs: totalMs * times })),
    longestMs,
  }
}

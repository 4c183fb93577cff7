import { dayMs } from '@keystead/core'
import type { Habit } from './habits.ts'
import type { Host } from './host.ts'
import type { ConsumerOutcome, RotationOutcome } from './run-rotation.ts'

const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
const days = (ms: number | undefined) => (ms === undefined ? '-' : (ms / dayMs).toFixed(0))
const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)]

/** What came of many rotations, for people: how many were over by themselves, and how late. */
export function summarize(outcomes: readonly RotationOutcome[]): string {
  const completed = outcomes.filter(({ completedAt }) => completedAt !== null)
  const late = completed.map(({ completedAt, neededUntil }) => (completedAt ?? 0) - neededUntil).sort((a, b) => a - b)
  const ready = outcomes.filter(({ wasReady }) => wasReady)
  const isLaterThan = (limit: number) => late.filter((ms) => ms > limit * dayMs).length
  const stuck = outcomes.filter(({ completedAt, consumers }) => completedAt === null && consumers.every(isNotNeeded))
  const lines = [
    `${completed.length} of ${outcomes.length} rotations were completed by themselves; ${stuck.length} of the others could have been, and waited for somebody to look`,
    `  days after the last need of the old key: median ${days(quantile(late, 0.5))}, nine in ten ${days(quantile(late, 0.9))}`,
    `  later than 21 days: ${percent(isLaterThan(21), late.length)}; than 35: ${percent(isLaterThan(35), late.length)}; than 100: ${percent(isLaterThan(100), late.length)}`,
    `${ready.length} were ready for a person at some time; one who asks no further would have cut somebody off in ${percent(ready.filter(({ cutOffByPerson }) => cutOffByPerson.length > 0).length, ready.length)}`,
    '  days from a consumer’s last use of the old key to its proof, by habit (median / nine in ten / how many)',
  ]
  return [...lines, ...describeHabits(outcomes.flatMap(({ consumers }) => consumers))].join('\n')
}

const isNotNeeded = ({ lateMs }: ConsumerOutcome) => lateMs !== null

const kinds = {
  'one labelled host': (hosts: readonly Host[]) => hosts.length === 1 && hosts[0]?.identity.label !== null,
  'replicas of one label': (hosts: readonly Host[]) => hosts.length > 1 && hosts[0]?.identity.label !== null,
  'by its address': (hosts: readonly Host[]) => hosts[0]?.identity.label === null,
}

function describeHabits(consumers: readonly ConsumerOutcome[]): string[] {
  return Object.entries(kinds).flatMap(([kind, isOfKind]) => {
    const some = consumers.filter(({ hosts }) => isOfKind(hosts))
    const byHabit = Map.groupBy(some, ({ hosts }): Habit | 'several' => {
      const all = new Set(hosts.map(({ habit }) => habit))
      return all.size === 1 ? (hosts[0] as Host).habit : 'several'
    })
    return Array.from(byHabit, ([habit, those]) => {
      const late = those.flatMap(({ lateMs }) => lateMs ?? []).sort((a, b) => a - b)
      return `  ${`${kind}, ${habit}`.padEnd(34)} ${days(quantile(late, 0.5)).padStart(4)} / ${days(quantile(late, 0.9)).padStart(4)} / ${late.length}`
    }).sort()
  })
}

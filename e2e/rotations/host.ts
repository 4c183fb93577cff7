import { type ConsumerIdentity, dayMs } from '@keystead/core'
import type { Chance } from './chance.ts'
import { type Habit, type Stint, stintsOf } from './habits.ts'

type WhichKey = 'old' | 'new'

/** Uses of one key by a host. */
export type Deed = Stint & { readonly key: WhichKey; readonly host: Host }

/** One machine with one configuration. Times are epoch milliseconds. */
export type Host = {
  readonly habit: Habit
  readonly identity: ConsumerIdentity
  /** When it begins to use the old key. */
  readonly bornAt: number
  /** From when on its configuration holds the new key; never, for the one that everybody forgot. */
  readonly switchedAt: number
  /** Until when both keys are in use, in the pool of its workers. */
  readonly mixedUntil: number
  /** For how long somebody took the change back. */
  readonly rolledBack: readonly [from: number, until: number]
  /** When somebody tried the new key by hand, from the same place and by the same program. */
  readonly triedAt: number | null
  readonly away: readonly [from: number, until: number]
  readonly diesAt: number
}

const never = Number.POSITIVE_INFINITY
const nowhen = [never, never] as const
// Whoever is away for longer is beyond what Keystead promises to wait for.
const longestAwayMs = 84 * dayMs

/** What happens to a host around the opening of a rotation. */
export function drawHost(given: Pick<Host, 'habit' | 'identity' | 'bornAt'>, openedAt: number, chance: Chance): Host {
  const isForgotten = chance.happens(0.08)
  const switchedAt = isForgotten ? never : openedAt + chance.wait(6 * dayMs)
  const isRolledBack = chance.happens(0.06)
  const rollbackAt = switchedAt + chance.wait(2 * dayMs)
  const leavesAt = openedAt + chance.between(-80, 40) * dayMs
  return {
    ...given,
    switchedAt,
    mixedUntil: chance.happens(0.1) ? switchedAt + chance.wait(10 * dayMs) : switchedAt,
    rolledBack: isRolledBack ? [rollbackAt, rollbackAt + chance.wait(15 * dayMs)] : nowhen,
    triedAt: chance.happens(0.25) ? openedAt + chance.wait(2 * dayMs) : null,
    away: chance.happens(0.2) ? [leavesAt, leavesAt + chance.share() * longestAwayMs] : nowhen,
    diesAt: chance.happens(0.08) ? openedAt + chance.between(-60, 60) * dayMs : never,
  }
}

/** All that a host will ever do. */
export function deedsOf(host: Host, until: number, chance: Chance): Deed[] {
  const stints = stintsOf[host.habit]({ from: host.bornAt, until }, chance)
  const deeds = stints
    .filter(({ firstAt, lastAt }) => isUp(host, firstAt) && isUp(host, lastAt))
    .map((stint): Deed => ({ ...stint, host, key: keyAt(host, stint.firstAt, chance) }))
  const { triedAt } = host
  if (triedAt === null) return deeds
  return [
    ...deeds,
    { firstAt: triedAt, lastAt: triedAt, count: 1, pauses: { buckets: [], longestMs: 0 }, host, key: 'new' },
  ]
}

const isWithin = (at: number, [from, until]: readonly [number, number]) => at >= from && at < until
const isUp = ({ diesAt, away }: Host, at: number) => at < diesAt && !isWithin(at, away)

function keyAt({ switchedAt, rolledBack, mixedUntil }: Host, at: number, chance: Chance): WhichKey {
  if (at < switchedAt || isWithin(at, rolledBack)) return 'old'
  return at < mixedUntil && chance.happens(0.5) ? 'old' : 'new'
}

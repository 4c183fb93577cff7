import { longestPause } from '../consumers/usual-interval.ts'
import { type Consumer, type ConsumerId, dayMs, otherConsumers } from '../model/consumer.ts'

/**
 * For so long a key must have been watched, and nobody who says nothing is taken not to need it before that: longer than a
 * quarter, and than a monthly job that failed twice.
 */
export const silenceMs = 100 * dayMs

/**
 * - `waiting`: needs the old key, as far as anybody can tell.
 * - `missing`: the same, but it is overdue under either key. It may have died; it may come back.
 * - `settling`: was seen on the new key since it last used the old one, which may have been somebody's trial.
 * - `moved`: is at work with the new key, and has passed the time at which it would have used the old one again.
 * - `gone`: has used the old key for so long no more, or somebody has said so.
 */
export const consumerStates = ['waiting', 'missing', 'settling', 'moved', 'gone'] as const
export type ConsumerState = (typeof consumerStates)[number]

/**
 * Why its past does not tell when it would use the old key again, so that only silence proves anything: it has been watched
 * for too short a time, others may hide behind the same address, it uses both keys, or it is all those that were too many to
 * tell apart.
 */
export const consumerDoubts = ['unknown_rhythm', 'shared_address', 'both_keys', 'overflow'] as const
export type ConsumerDoubt = (typeof consumerDoubts)[number]

/** One place under both keys. Times are epoch milliseconds. */
export type ConsumerProgress = {
  readonly id: ConsumerId
  readonly old: Consumer
  readonly new: Consumer | null
  readonly state: ConsumerState
  readonly doubt: ConsumerDoubt | null
  /** Somebody has said that it will not come back, and it has not. */
  readonly isMarkedGone: boolean
  /** A use of the new key from then on shows that it has moved, if it leaves the old one alone. Null: none would. */
  readonly movesFrom: number | null
  /** When it will have used the old key for so long no more that it needs it no more, if it does not come back. */
  readonly silentFrom: number
  /** Beyond all doubt, as far as this one goes: nobody needs to look before the old key is deleted. */
  readonly isProven: boolean
  /** When that will be, if everything goes on as it does. Null: nobody knows. */
  readonly provenFrom: number | null
}

// For how long the old key must lie still before its consumer counts as moved: for a person who looks at it, and for
// Keystead by itself. In longest pauses, since a job that fails once stays away for two; never less than the first number,
// which finds a replica that runs once a week and failed once; and the last where the rhythm is not known.
const forPerson = { pauses: 1.5, leastMs: dayMs, unknownMs: 35 * dayMs }
const forItself = { pauses: 3, leastMs: 15 * dayMs, unknownMs: 31 * dayMs }

// A host may be away for a quarter. Back again, its next run is still to come, and may fail.
const longestAwayMs = 90 * dayMs

/** For so long nothing may use a key, of which nobody knows when it would: half a year. */
export const unknownSilenceMs = longestAwayMs + forItself.unknownMs * forItself.pauses

// As long as it may take until all replicas of a label have been replaced. For who uses both keys for longer, the label stands
// for several configurations.
const rolloutMs = dayMs

// A longest pause that has had no more room than this to be exceeded says little of the next one.
const pausesToKnow = 4

/**
 * Where one consumer stands between the old key and the new one. Pure.
 *
 * That it has moved is shown by what it does, not by the time that goes by: it was seen on the new key so long after its
 * last use of the old one that it would have needed that again meanwhile. Who tries the new key once and goes on holiday
 * shows nothing of the kind. Where nobody looks, one such use is not enough, either: a host that was away for weeks, and
 * on which somebody tries the new key first, would show it. Those weeks count from its first use of the new key, then.
 */
export function evaluateConsumer(
  old: Consumer,
  onNew: Consumer | null,
  markedGoneAt: number | undefined,
  now: number,
): ConsumerProgress {
  const longestMs = longestPause(old) ?? 0
  const doubt = findDoubt(old, onNew, longestMs)
  const isKnown = doubt !== 'unknown_rhythm' && doubt !== 'overflow'
  const patienceMs = Math.max(isKnown ? forPerson.leastMs : forPerson.unknownMs, longestMs * forPerson.pauses)
  const proofMs = Math.max(forItself.leastMs, longestMs * forItself.pauses)
  // Where the rhythm is not known, a monthly job may be what is not seen.
  const rhythmMs = doubt === null ? longestMs : Math.max(longestMs, forItself.unknownMs)
  const fallsSilentAt = old.lastSeenAt + Math.max(silenceMs, longestAwayMs + rhythmMs * forItself.pauses)
  const isMarkedGone = markedGoneAt !== undefined && old.lastSeenAt <= markedGoneAt

  const isGone = isMarkedGone || fallsSilentAt <= now
  const movesFrom = doubt === 'overflow' ? null : old.lastSeenAt + patienceMs
  // Of all that hides behind one address, what is seen may be another than what is still to come.
  const provesFrom = doubt === null ? Math.max(old.lastSeenAt, onNew?.firstSeenAt ?? now) + proofMs : null
  const hasMoved = isSeenFrom(onNew, movesFrom)
  const isProven = isGone || isSeenFrom(onNew, provesFrom)
  return {
    id: old.id,
    old,
    new: onNew,
    state: isGone ? 'gone' : hasMoved ? 'moved' : findStateOnTheWay(old, onNew, patienceMs, now),
    doubt,
    isMarkedGone,
    movesFrom,
    silentFrom: fallsSilentAt,
    isProven,
    provenFrom: isProven ? null : foretellProof(old, onNew, provesFrom, fallsSilentAt),
  }
}

function findDoubt(old: Consumer, onNew: Consumer | null, longestMs: number): ConsumerDoubt | null {
  if (old.id === otherConsumers.id) return 'overflow'
  // A single use has no pause at all, and a burst none that says anything of the next one.
  const watchedMs = old.lastSeenAt - old.firstSeenAt
  if (longestMs === 0 || watchedMs < longestMs * pausesToKnow) return 'unknown_rhythm'
  if (old.label === null) return 'shared_address'
  return onNew !== null && old.lastSeenAt - onNew.firstSeenAt > rolloutMs ? 'both_keys' : null
}

const isSeenFrom = (consumer: Consumer | null, from: number | null): boolean =>
  consumer !== null && from !== null && consumer.lastSeenAt >= from

function findStateOnTheWay(old: Consumer, onNew: Consumer | null, patienceMs: number, now: number): ConsumerState {
  const lastSeenAt = Math.max(old.lastSeenAt, onNew?.lastSeenAt ?? 0)
  if (now - lastSeenAt > patienceMs) return 'missing'
  return isSeenFrom(onNew, old.lastSeenAt) ? 'settling' : 'waiting'
}

/** Who is still at work with the old key may go on with it for ever. */
function foretellProof(
  old: Consumer,
  onNew: Consumer | null,
  provesFrom: number | null,
  fallsSilentAt: number,
): number | null {
  if (!isSeenFrom(onNew, old.lastSeenAt)) return null
  return provesFrom === null ? fallsSilentAt : Math.min(provesFrom, fallsSilentAt)
}

import type { Consumer, ConsumerId } from '../model/consumer.ts'
import type { GoneMark } from '../model/rotation.ts'
import { type ConsumerProgress, evaluateConsumer, silenceMs, unknownSilenceMs } from './evaluate-consumer.ts'

/** What is known of the use of one key. */
export type ObservedKey = { readonly consumers: readonly Consumer[]; readonly lastUsedAt: number | null }

/** All that a rotation is judged by. */
export type RotationEvidence = {
  readonly oldKey: ObservedKey
  readonly newKey: ObservedKey
  readonly openedAt: number
  readonly gone: readonly GoneMark[]
}

/**
 * What keeps a rotation from being proven: nobody has used the new key; consumers that are not proven; the old key was used
 * by nobody knows whom; it has not been watched for as long as its rarest consumer may take to show itself.
 */
export const rotationDoubts = ['new_key_unseen', 'consumers', 'unexplained_use', 'watched_too_shortly'] as const
export type RotationDoubt = (typeof rotationDoubts)[number]

export type RotationEvaluation = {
  /** Those of the old key, the one that needs attention most first. */
  readonly consumers: readonly ConsumerProgress[]
  /** How many of them need the old key no more. */
  readonly movedCount: number
  /** A person may delete the old key, having seen the doubts that are left. */
  readonly isReady: boolean
  /** Keystead may do so by itself. */
  readonly isProven: boolean
  readonly doubts: readonly RotationDoubt[]
  /** When the last doubt will be gone, if everything goes on as it does. Null: nobody knows. */
  readonly provenFrom: number | null
}

const attention = { waiting: 0, missing: 1, settling: 2, moved: 3, gone: 4 } as const

/**
 * Whether every consumer of the old key has gone over to the new one. Pure; `now` in epoch milliseconds.
 *
 * Two questions, since two ask. `isReady` is for a person who decides: each consumer is at work with the new key, and has
 * let the old one lie for longer than it usually does. `isProven` is for Keystead, which deletes the old key by itself: there
 * the past of an address proves nothing, because a monthly job may hide behind what runs every minute.
 * `docs/adr/0012-rotation.md` says which live consumers this can miss: none that the simulation knows.
 */
export function evaluateRotation(evidence: RotationEvidence, now: number): RotationEvaluation {
  const { oldKey, newKey, openedAt, gone } = evidence
  const onNew = new Map(newKey.consumers.map((consumer) => [consumer.id, consumer]))
  const markedAt = new Map<ConsumerId, number>(gone.map(({ consumerId, at }) => [consumerId, at]))
  const consumers = oldKey.consumers
    .map((old) => evaluateConsumer(old, onNew.get(old.id) ?? null, markedAt.get(old.id), now))
    .sort((one, other) => attention[one.state] - attention[other.state] || other.old.lastSeenAt - one.old.lastSeenAt)
  const moved = consumers.filter(({ state }) => state === 'moved' || state === 'gone')
  const unexplainedUntil = findUnexplainedUse(oldKey)
  const watchedFrom = Math.min(openedAt, ...oldKey.consumers.map(({ firstSeenAt }) => firstSeenAt)) + silenceMs

  const holds: Record<RotationDoubt, boolean> = {
    new_key_unseen: newKey.lastUsedAt === null,
    consumers: consumers.some(({ isProven }) => !isProven),
    unexplained_use: unexplainedUntil > now,
    watched_too_shortly: watchedFrom > now,
  }
  const doubts = rotationDoubts.filter((doubt) => holds[doubt])
  return {
    consumers,
    movedCount: moved.length,
    isReady: !holds.new_key_unseen && !holds.unexplained_use && moved.length === consumers.length,
    isProven: doubts.length === 0,
    doubts,
    provenFrom: holds.new_key_unseen ? null : foretellProof(consumers, Math.max(unexplainedUntil, watchedFrom)),
  }
}

/** Until when a use counts of which no consumer is known: one from before consumers were recorded. Zero for none. */
function findUnexplainedUse({ consumers, lastUsedAt }: ObservedKey): number {
  const explainedUntil = Math.max(0, ...consumers.map(({ lastSeenAt }) => lastSeenAt))
  return lastUsedAt === null || lastUsedAt <= explainedUntil ? 0 : lastUsedAt + unknownSilenceMs
}

function foretellProof(consumers: readonly ConsumerProgress[], from: number): number | null {
  const open = consumers.filter(({ isProven }) => !isProven)
  return open.reduce<number | null>(
    (latest, { provenFrom }) => (latest === null || provenFrom === null ? null : Math.max(latest, provenFrom)),
    from,
  )
}

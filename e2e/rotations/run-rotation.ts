import {
  type ConsumerId,
  dayMs,
  evaluateRotation,
  type GoneMark,
  otherConsumers,
  type RotationEvaluation,
} from '@keystead/core'
import type { Chance } from './chance.ts'
import type { Fleet } from './draw-fleet.ts'
import { type Deed, deedsOf, type Host } from './host.ts'
import { WatchedKey } from './watched-key.ts'

/** By what an old key is deleted. */
export type Judge = (evaluation: RotationEvaluation, now: number) => boolean

/** One consumer, and how long after its last use of the old key it was no longer doubted. */
export type ConsumerOutcome = { readonly hosts: readonly Host[]; readonly lateMs: number | null }

export type RotationOutcome = {
  /** When the old key was deleted; null while it was not. */
  readonly completedAt: number | null
  /** The last use of the old key that anybody made or would have made. */
  readonly neededUntil: number
  /** What was cut off, or would have been, had a person deleted the old key as soon as it was `ready`. */
  readonly cutOff: readonly Host[]
  readonly cutOffByPerson: readonly Host[]
  readonly wasReady: boolean
  readonly consumers: readonly ConsumerOutcome[]
}

const watchedDays = 400
const lookEveryMs = dayMs

/** One rotation from its opening until it is over, or until nobody waits for it any more. */
export function runRotation({ hosts, openedAt }: Fleet, judge: Judge, chance: Chance): RotationOutcome {
  const endsAt = openedAt + watchedDays * dayMs
  const deeds = hosts.flatMap((host) => deedsOf(host, endsAt, chance)).sort((one, other) => one.lastAt - other.lastAt)
  const keys = { old: new WatchedKey(), new: new WatchedKey() }
  const provenAt = new Map<ConsumerId, number>()
  let gone: GoneMark[] = []
  let completedAt: number | null = null
  let readyAt: number | null = null
  let next = 0
  for (let now = openedAt; now < endsAt && completedAt === null; now += lookEveryMs) {
    for (let deed = deeds[next]; deed !== undefined && deed.lastAt <= now; deed = deeds[++next])
      keys[deed.key].note(deed)
    const evaluation = evaluateRotation({ oldKey: keys.old, newKey: keys.new, openedAt, gone }, now)
    gone = [...gone, ...markDead(evaluation, hosts, now, chance)]
    for (const { id, isProven } of evaluation.consumers) {
      if (!isProven) provenAt.delete(id)
      else if (!provenAt.has(id)) provenAt.set(id, now)
    }
    if (evaluation.isReady) readyAt ??= now
    if (judge(evaluation, now)) completedAt = now
  }
  const needs = deeds.filter(({ key }) => key === 'old')
  return {
    completedAt,
    neededUntil: Math.max(openedAt, ...lastOf(needs)),
    cutOff: cutOffAt(completedAt, needs),
    cutOffByPerson: cutOffAt(readyAt, needs),
    wasReady: readyAt !== null,
    consumers: judgeConsumers(hosts, needs, provenAt),
  }
}

/** People tidy up what is missing, sooner or later, where they know that all of it is dead for good. */
function markDead({ consumers }: RotationEvaluation, hosts: readonly Host[], now: number, chance: Chance): GoneMark[] {
  return consumers
    .filter(({ state, id }) => state === 'missing' && id !== otherConsumers.id && chance.happens(0.02))
    .filter(({ id }) => hosts.every(({ identity, diesAt }) => identity.id !== id || diesAt <= now))
    .map(({ id }) => ({ consumerId: id, at: now }))
}

const lastOf = (deeds: readonly Deed[]) => (deeds.length === 0 ? [] : [(deeds.at(-1) as Deed).lastAt])

function cutOffAt(at: number | null, needs: readonly Deed[]): Host[] {
  return at === null ? [] : [...new Set(needs.filter(({ lastAt }) => lastAt > at).map(({ host }) => host))]
}

function judgeConsumers(
  hosts: readonly Host[],
  needs: readonly Deed[],
  provenAt: ReadonlyMap<ConsumerId, number>,
): ConsumerOutcome[] {
  const together = Map.groupBy(hosts, ({ identity }) => identity.id)
  const needsOf = Map.groupBy(needs, ({ host }) => host.identity.id)
  return Array.from(together, ([id, some]) => {
    const since = provenAt.get(id)
    const [neededUntil] = lastOf(needsOf.get(id) ?? [])
    const isNeeded = since === undefined || neededUntil === undefined || since < neededUntil
    return { hosts: some, lateMs: isNeeded ? null : since - neededUntil }
  })
}

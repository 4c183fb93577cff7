import type { Consumer, ConsumerIdentity, Program } from '../model/consumer.ts'
import type { ConsumerUse } from '../ports/consumers.ts'
import { addPause, mergePauses } from './pauses.ts'

/**
 * A consumer with what a node has seen of it besides. Only uses that begin after all that was known tell of pauses: of those that
 * come in late, from a node that could not write, it is not known who was seen in between.
 */
export function mergeUse(known: Consumer | undefined, use: ConsumerUse): Consumer {
  const { consumer, firstAt, lastAt, count, pauses } = use
  if (known === undefined) return { ...consumer, firstSeenAt: firstAt, lastSeenAt: lastAt, count, pauses }
  const isLater = firstAt >= known.lastSeenAt
  const since = isLater ? mergePauses(addPause(known.pauses, firstAt - known.lastSeenAt), pauses) : known.pauses
  return {
    ...(lastAt >= known.lastSeenAt ? mergeIdentity(known, consumer) : mergeIdentity(consumer, known)),
    firstSeenAt: Math.min(known.firstSeenAt, firstAt),
    lastSeenAt: Math.max(known.lastSeenAt, lastAt),
    count: known.count + count,
    pauses: since,
  }
}

/** Uses of one key by consumers that are told apart no longer. */
export function combineUses(one: ConsumerUse, other: ConsumerUse): ConsumerUse {
  const [earlier, later] = one.firstAt <= other.firstAt ? [one, other] : [other, one]
  const isApart = later.firstAt >= earlier.lastAt
  return {
    keyId: one.keyId,
    consumer: mergeIdentity(earlier.consumer, later.consumer),
    firstAt: earlier.firstAt,
    lastAt: Math.max(earlier.lastAt, later.lastAt),
    count: one.count + other.count,
    pauses: isApart
      ? mergePauses(addPause(earlier.pauses, later.firstAt - earlier.lastAt), later.pauses)
      : earlier.pauses,
  }
}

/** One place, as it was seen earlier and as it was seen last. */
function mergeIdentity(earlier: ConsumerIdentity, later: ConsumerIdentity): ConsumerIdentity {
  return {
    ...later,
    network: later.network ?? earlier.network,
    lastAddress: later.lastAddress ?? earlier.lastAddress,
    program: mergeProgram(earlier.program, later.program),
  }
}

/** The same program does not say all of itself each time: wandb gives its version in one request and not in the next. */
function mergeProgram(earlier: Program | null, later: Program | null): Program | null {
  if (later === null || earlier?.name !== later.name) return later ?? earlier
  return {
    name: later.name,
    version: later.version ?? earlier.version,
    runtime: later.runtime ?? earlier.runtime,
  }
}

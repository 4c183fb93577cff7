import type { PauseBucket, Pauses } from '../model/consumer.ts'

// The last one begins at more than a year: longer pauses than a consumer is remembered for do not occur.
const lastBucket = 26

/** What is shorter is one and the same: nobody waits to see whether a client comes back within a second. */
export const shortPauseMs = 1_000

const noBucket: PauseBucket = { count: 0, totalMs: 0 }

export const noPauses: Pauses = { buckets: [], longestMs: 0 }

/** With one pause more. */
export function addPause(pauses: Pauses, pauseMs: number): Pauses {
  const bucket = pauseMs < shortPauseMs ? 0 : Math.min(lastBucket, 1 + Math.floor(Math.log2(pauseMs / shortPauseMs)))
  const buckets = Array.from({ length: bucket + 1 }, (_, index) =>
    index === bucket ? { count: 1, totalMs: pauseMs } : noBucket,
  )
  return mergePauses(pauses, { buckets, longestMs: pauseMs })
}

/** With so many more that are all shorter than a second, and so long together. */
export function addShortPauses(pauses: Pauses, count: number, totalMs: number): Pauses {
  return mergePauses(pauses, { buckets: [{ count, totalMs }], longestMs: Math.min(totalMs, shortPauseMs - 1) })
}

export function mergePauses(one: Pauses, other: Pauses): Pauses {
  return {
    buckets: Array.from({ length: Math.max(one.buckets.length, other.buckets.length) }, (_, index) =>
      addBuckets(one.buckets[index], other.buckets[index]),
    ),
    longestMs: Math.max(one.longestMs, other.longestMs),
  }
}

function addBuckets(one = noBucket, other = noBucket): PauseBucket {
  return { count: one.count + other.count, totalMs: one.totalMs + other.totalMs }
}

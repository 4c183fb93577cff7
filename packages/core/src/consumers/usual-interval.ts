import { type Consumer, dayMs } from '../model/consumer.ts'

// Nine tenths of the time that it was watched, so that what it does at night and over the weekend counts as usual, and one
// outage does not.
const usualShare = 0.9
// Whoever has been watched for less may be in the first of many bursts: a nightly job that calls a hundred times.
const shortestWatchMs = dayMs

/**
 * How long this consumer usually stays away at most, in milliseconds: a job that runs every night a thousand times in a row,
 * a day. Null as long as it shows no habit.
 *
 * Pauses count by their length, not by their number: in nine tenths of all moments at which one could have looked, the consumer
 * was in a pause no longer than this.
 *
 * @example usualInterval({ ...consumer, pauses: thirtyTimesSixHours }) // 21_600_000
 */
export function usualInterval({ firstSeenAt, lastSeenAt, pauses }: Consumer): number | null {
  if (lastSeenAt - firstSeenAt < shortestWatchMs) return null
  const watchedMs = pauses.buckets.reduce((sum, { totalMs }) => sum + totalMs, 0)
  let coveredMs = 0
  for (const { count, totalMs } of pauses.buckets) {
    coveredMs += totalMs
    if (count > 0 && coveredMs >= watchedMs * usualShare) return Math.round(totalMs / count)
  }
  return null
}

/** The longest that this consumer ever stayed away, in milliseconds. Null for one that was not seen twice. */
export function longestPause({ pauses }: Consumer): number | null {
  return pauses.buckets.some(({ count }) => count > 0) ? pauses.longestMs : null
}

import type { DeliveryOutcome, StoredWebhook, WebhookHealth } from '../model/webhook.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

// The schedule that Standard Webhooks recommends: more than three days in all.
const pausesMs = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]

/** So much longer a pause may be than the schedule says, by chance: what failed together is not tried again together. */
const jitter = 0.1

/**
 * After how many milliseconds a delivery is tried again that has failed this often, or undefined where it is given up.
 * `chance` is from 0 to 1.
 */
export function pauseAfterAttempts(attempts: number, chance: number): number | undefined {
  const pause = pausesMs[attempts - 1]
  return pause === undefined ? undefined : Math.round(pause * (1 + jitter * chance))
}

const shortestRest = 5 * second
const longestRest = 5 * minute

/** A webhook that fails rests as a whole, so that a long queue does not fall upon a receiver that is down. */
export function healthAfterFailure({ failingSince, failures }: WebhookHealth, now: number): WebhookHealth {
  const rest = Math.min(shortestRest * 2 ** Math.min(failures, 10), longestRest)
  return { failingSince: failingSince ?? now, failures: failures + 1, resumeAt: now + rest }
}

const disabledAfterMs = 5 * day
const waitedMs = 3 * day

/**
 * Whether a webhook has failed for so long that it is told nothing more. Time alone does not say: of one that is told something
 * once a month, the next failure would be long after the first; and we may have been down ourselves. So the event must have
 * waited long, too, and the webhook have failed as often as a single delivery is tried.
 */
export function hasFailedForLong({ failingSince, failures }: WebhookHealth, eventAt: number, now: number): boolean {
  const isLong = failingSince !== null && now - failingSince >= disabledAfterMs
  return isLong && failures > pausesMs.length && now - eventAt >= waitedMs
}

export function isDelivered({ status }: DeliveryOutcome): boolean {
  return status !== null && status >= 200 && status < 300
}

/** The receiver wants nothing more: https://www.rfc-editor.org/rfc/rfc9110#status.410 and Standard Webhooks. */
export function isGone({ status }: DeliveryOutcome): boolean {
  return status === 410
}

const mostAtOnce = 4

/** How many deliveries of a webhook are on their way at the same time: of one that fails, a single one that tries. */
export function mostInFlight({ health }: Pick<StoredWebhook, 'health'>): number {
  return health.failingSince === null ? mostAtOnce : 1
}

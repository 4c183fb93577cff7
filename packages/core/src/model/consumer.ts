import type { AccountId } from '../identifiers.ts'

declare const brand: unique symbol
/** `con_` and 32 hex digits, or `others`: the same for the same place under every key, so that two keys can be compared. */
export type ConsumerId = string & { readonly [brand]: 'ConsumerId' }

/** What presents a key, by what it says of itself. A name without its version, so that an upgrade stays the same program. */
export type Program = {
  readonly name: string
  readonly version: string | null
  /** What it runs in, such as `python 3.11`. */
  readonly runtime: string | null
}

/** What makes a place this place, and what it looked like when it was last seen. */
export type ConsumerIdentity = {
  readonly id: ConsumerId
  /** What the client calls itself, or what its verifier calls it. */
  readonly label: string | null
  /** An IPv4 /24 or an IPv6 /64. Null where nobody says. */
  readonly network: string | null
  readonly lastAddress: string | null
  readonly program: Program | null
  /** Whoever asked Keystead about the token; null at Keystead's own doors. */
  readonly verifier: AccountId | null
}

/** Pauses of about the same length. */
export type PauseBucket = { readonly count: number; readonly totalMs: number }

/**
 * How long a consumer stayed away between two uses. Bucket 0 holds what is shorter than a second, bucket n what is
 * shorter than 2^n seconds; those at the end that hold nothing are left out.
 */
export type Pauses = { readonly buckets: readonly PauseBucket[]; readonly longestMs: number }

/** A place that a key is used from. */
export type Consumer = ConsumerIdentity & {
  readonly firstSeenAt: number
  readonly lastSeenAt: number
  readonly count: number
  readonly pauses: Pauses
}

/** How often a key was used on a day. Days are counted from 1970-01-01 on, in UTC. */
export type UseDay = { readonly day: number; readonly count: number }

/** Of one key, beside {@link otherConsumers}: a hostile client cannot make more of them. */
export const mostConsumers = 256

/** The one consumer that stands for all who came when there were too many to tell apart. */
export const otherConsumers: ConsumerIdentity = {
  id: 'others' as ConsumerId,
  label: null,
  network: null,
  lastAddress: null,
  program: null,
  verifier: null,
}

export const dayMs = 24 * 60 * 60_000

/** A consumer that has not been seen for so long has gone. */
export const consumerMemoryMs = 400 * dayMs
/** Today is one of them. */
export const rememberedUseDays = 90

export function dayOf(time: number): number {
  return Math.floor(time / dayMs)
}

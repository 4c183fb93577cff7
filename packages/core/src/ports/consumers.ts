import type { KeyId } from '../identifiers.ts'
import type { Consumer, ConsumerIdentity, Pauses, UseDay } from '../model/consumer.ts'

/** The uses of one key by one consumer, as one node has seen them; all on one day in UTC. */
export type ConsumerUse = {
  readonly keyId: KeyId
  readonly consumer: ConsumerIdentity
  readonly firstAt: number
  readonly lastAt: number
  /** At least one. */
  readonly count: number
  /** Those between these uses. */
  readonly pauses: Pauses
}

/** What one node writes at once. */
export type UseBatch = {
  /** Of this process, and no other. */
  readonly recorder: string
  /** Greater than those of all batches that this recorder has written. */
  readonly number: number
  /** Each key and consumer once. */
  readonly uses: readonly ConsumerUse[]
}

export interface ConsumerReader {
  /** The one seen last first. */
  listConsumers(keyId: KeyId): Promise<Consumer[]>
  /** From this day on, those on which it was used, in order. */
  listUseDays(keyId: KeyId, fromDay: number): Promise<UseDay[]>
}

export interface UseWriter {
  /**
   * Merges what a node has seen into what all have seen: counts add up, times move forward, never back, and a pause lies
   * between the last use that anybody has reported and the first of a batch that is later. A batch that begins earlier says
   * nothing of pauses: others were seen meanwhile. Forgets the sealed tokens of used keys. Unknown keys are passed over.
   *
   * Whoever does not know whether a batch was written sends the same again: it is written once.
   */
  recordUses(batch: UseBatch): Promise<void>
  /** Forgets days and consumers of long ago (`rememberedUseDays`, `consumerMemoryMs`), and those of keys that have gone. */
  forgetUses(at: number): Promise<void>
}

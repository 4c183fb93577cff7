import {
  type ClientDetails,
  creationMemoryMs,
  dayOf,
  type Instance,
  type KeyId,
  tokenReplayMs,
  type UseBatch,
} from '@keystead/core'
import { ConsumerNaming } from './consumer-naming.ts'
import { PendingUses } from './pending-uses.ts'

const flushIntervalMs = 1_000
// Where so much is noted that writing it takes from verification, it is written less often: by then, keys come again.
const manyUses = 500
const beatsBetweenManyUses = 10
const expiryIntervalMs = 60_000
const forgettingIntervalMs = 60 * 60_000
// Few enough that a transaction does not keep others waiting for long.
const usesAtOnce = 2_000

/**
 * Notes when and from where keys are used, in memory, and writes it behind in batches: verification never waits for it. A crash
 * loses at most the last second of it, or the last ten where many keys are in use; a database that is away loses nothing,
 * since what was not written stays noted. The same beat, once a minute, forgets sealed tokens whose ten minutes are over,
 * and what else has ended: sessions, one-time links, invitations; and once an hour what was noted long ago.
 */
export class UsageRecorder {
  readonly #instance: Instance
  readonly #onFailure: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  readonly #naming = new ConsumerNaming()
  /** What the database must count once, and may have counted already: sent as it is until it says so. */
  readonly #sealed: UseBatch[] = []
  readonly #name = crypto.randomUUID()
  #batches = 0
  #beats = 0
  #pending = new PendingUses()
  #day = 0
  #writing: Promise<void> = Promise.resolve()
  #nextExpiryAt = 0
  #nextForgettingAt = 0

  constructor(instance: Instance, onFailure: (error: unknown) => void) {
    this.#instance = instance
    this.#onFailure = onFailure
    this.#timer = setInterval(() => this.#beat(), flushIntervalMs)
    this.#timer.unref()
  }

  note(keyId: KeyId, usedAt: number, client?: ClientDetails): void {
    const day = dayOf(usedAt)
    // No batch holds uses of two days: they are counted by day.
    if (day !== this.#day) {
      this.#seal()
      this.#day = day
    }
    this.#pending.add(keyId, usedAt, client)
  }

  /** Writes what is noted so far. One write at a time, in order; never rejects. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  /** Stops the beat and writes what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  #beat(): void {
    this.#beats += 1
    if (this.#pending.size <= manyUses || this.#beats % beatsBetweenManyUses === 0) void this.flush()
  }

  async #write(): Promise<void> {
    try {
      // What could not be written goes first. Meanwhile all that is noted comes together in one batch, however long it takes.
      await this.#writeSealed()
      this.#seal()
      await this.#writeSealed()
      await this.#forget()
    } catch (error) {
      this.#onFailure(error)
    }
  }

  #seal(): void {
    const uses = this.#pending.list(this.#naming)
    this.#pending = new PendingUses()
    for (let start = 0; start < uses.length; start += usesAtOnce) {
      this.#batches += 1
      this.#sealed.push({ recorder: this.#name, number: this.#batches, uses: uses.slice(start, start + usesAtOnce) })
    }
  }

  async #writeSealed(): Promise<void> {
    for (let batch = this.#sealed[0]; batch !== undefined; batch = this.#sealed[0]) {
      await this.#instance.store.recordUses(batch)
      this.#sealed.shift()
    }
  }

  async #forget(): Promise<void> {
    const { store, clock } = this.#instance
    const now = clock.now()
    if (now >= this.#nextExpiryAt) {
      await store.expireIdempotentCreations({ token: now - tokenReplayMs, creation: now - creationMemoryMs })
      await store.forgetEnded(now)
      this.#nextExpiryAt = now + expiryIntervalMs
    }
    if (now >= this.#nextForgettingAt) {
      await store.forgetUses(now)
      this.#nextForgettingAt = now + forgettingIntervalMs
    }
  }
}

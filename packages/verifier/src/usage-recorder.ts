import { creationMemoryMs, type Instance, type KeyId, tokenReplayMs } from '@keystead/core'

const flushIntervalMs = 1_000
const expiryIntervalMs = 60_000
// One entry for each key in use since the last write. Past this many (a database that is away for long), the newest
// keys go unnoted: last use is worth less than the process.
const mostPendingKeys = 1_000_000

/**
 * Notes when keys are used, in memory, and writes it behind in batches: verification never waits for it. A crash loses
 * at most the last second of *last used*; a database that is away loses nothing, since what was not written stays noted.
 * The same beat, once a minute, forgets sealed tokens whose ten minutes are over, and what else has ended: sessions,
 * one-time links, invitations.
 */
export class UsageRecorder {
  readonly #instance: Instance
  readonly #onFailure: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  #pending = new Map<KeyId, number>()
  #writing: Promise<void> = Promise.resolve()
  #nextExpiryAt = 0

  constructor(instance: Instance, onFailure: (error: unknown) => void) {
    this.#instance = instance
    this.#onFailure = onFailure
    this.#timer = setInterval(() => void this.flush(), flushIntervalMs)
    this.#timer.unref()
  }

  note(keyId: KeyId, usedAt: number): void {
    const known = this.#pending.get(keyId)
    if (known === undefined && this.#pending.size >= mostPendingKeys) return
    if (known === undefined || known < usedAt) this.#pending.set(keyId, usedAt)
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

  async #write(): Promise<void> {
    const { store, clock } = this.#instance
    const batch = this.#pending
    this.#pending = new Map()
    try {
      await store.recordUse([...batch].map(([keyId, usedAt]) => ({ keyId, usedAt })))
      const now = clock.now()
      if (now < this.#nextExpiryAt) return
      await store.expireIdempotentCreations({ token: now - tokenReplayMs, creation: now - creationMemoryMs })
      await store.forgetEnded(now)
      this.#nextExpiryAt = now + expiryIntervalMs
    } catch (error) {
      for (const [keyId, usedAt] of batch) this.note(keyId, usedAt)
      this.#onFailure(error)
    }
  }
}

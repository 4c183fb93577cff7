import { type Instance, type RefusalReport, refusalMemoryMs } from '@keystead/core'
import { ConsumerNaming } from './consumer-naming.ts'
import { type NotedRefusal, PendingRefusals } from './pending-refusals.ts'

export type { NotedRefusal } from './pending-refusals.ts'

const flushIntervalMs = 1_000
const forgettingIntervalMs = 60 * 60_000
// What a database that is away for longer makes us forget, the newest: by then, its being away is what there is to know.
const mostWaiting = 5_000
// Few enough that a transaction does not keep others waiting for long.
const reportsAtOnce = 200

/**
 * Remembers what was refused and why, so that those who may know can ask: in memory, and written behind in batches, as the use of
 * keys is. What there is to write is bounded, however much is refused: a flood of made-up tokens costs no question to the
 * database, and takes no room of what the holders of keys want to know.
 */
export class RefusalRecorder {
  readonly #instance: Instance
  readonly #onFailure: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  readonly #naming = new ConsumerNaming()
  #pending = new PendingRefusals()
  #waiting: RefusalReport[] = []
  #writing: Promise<void> = Promise.resolve()
  #nextForgettingAt = 0

  constructor(instance: Instance, onFailure: (error: unknown) => void) {
    this.#instance = instance
    this.#onFailure = onFailure
    this.#timer = setInterval(() => void this.flush(), flushIntervalMs)
    this.#timer.unref()
  }

  note(refusal: NotedRefusal): void {
    this.#pending.add(refusal)
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
    const listed = this.#pending.list(this.#naming)
    this.#pending = new PendingRefusals()
    this.#waiting.push(...listed.slice(0, mostWaiting - this.#waiting.length))
    try {
      while (this.#waiting.length > 0) {
        await store.recordRefusals(this.#waiting.slice(0, reportsAtOnce))
        this.#waiting = this.#waiting.slice(reportsAtOnce)
      }
      const now = clock.now()
      if (now < this.#nextForgettingAt) return
      await store.forgetRefusals(now - refusalMemoryMs)
      this.#nextForgettingAt = now + forgettingIntervalMs
    } catch (error) {
      this.#onFailure(error)
    }
  }
}

import { type KeyId, KeysteadError, type Store, type VerifiableKey } from '@keystead/core'
import { withinMs } from './within-ms.ts'

// The database is asked for single keys only while its feed has not been heard for a lease: it is in trouble, and so many
// questions at once are what it may be given to do beside.
const mostAtOnce = 32
const mostWaiting = 1_024
const patienceMs = 2_000

type Answer = VerifiableKey | undefined

/**
 * Asks the database for one key at a time, where the index may not be trusted. Few questions are under way at once, who
 * waits for the same key shares one, and nobody waits for long: what cannot be known in time is `UNAVAILABLE`.
 */
export class RecordSource {
  readonly #store: Pick<Store, 'findVerifiableKey'>
  readonly #waiting = new Map<KeyId, Promise<Answer>>()
  readonly #turns: (() => void)[] = []
  #underWay = 0

  constructor(store: Pick<Store, 'findVerifiableKey'>) {
    this.#store = store
  }

  /** The key as it was at some moment after this call. Rejects with `UNAVAILABLE`. */
  find(id: KeyId): Promise<Answer> {
    return withinMs(patienceMs, this.#waiting.get(id) ?? this.#ask(id))
  }

  // A question that is under way is not shared: it may have been answered before a change that this caller knows of.
  #ask(id: KeyId): Promise<Answer> {
    if (this.#underWay < mostAtOnce) {
      this.#underWay += 1
      return this.#run(id)
    }
    if (this.#waiting.size >= mostWaiting) {
      return Promise.reject(new KeysteadError('UNAVAILABLE', { internal: 'too many keys are asked of the database' }))
    }
    const turn = new Promise<void>((resolve) => this.#turns.push(resolve))
    const answer = turn.then(() => {
      this.#waiting.delete(id)
      return this.#run(id)
    })
    this.#waiting.set(id, answer)
    return answer
  }

  async #run(id: KeyId): Promise<Answer> {
    try {
      return await this.#store.findVerifiableKey(id)
    } finally {
      const next = this.#turns.shift()
      if (next === undefined) this.#underWay -= 1
      else next()
    }
  }
}

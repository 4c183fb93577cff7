import { type Consumer, type ConsumerId, type KeyId, mergeUse, mostConsumers, otherConsumers } from '@keystead/core'
import type { Deed } from './host.ts'

/** What Keystead remembers of one key: merged as every store merges it, and no more of it than a store keeps. */
export class WatchedKey {
  readonly #consumers = new Map<ConsumerId, Consumer>()
  #lastUsedAt: number | null = null

  get lastUsedAt(): number | null {
    return this.#lastUsedAt
  }

  get consumers(): readonly Consumer[] {
    return [...this.#consumers.values()]
  }

  note({ host: { identity }, firstAt, lastAt, count, pauses }: Deed): void {
    const hasRoom = this.#consumers.has(identity.id) || this.#consumers.size < mostConsumers
    const consumer = hasRoom ? identity : otherConsumers
    const use = { keyId: 'any' as KeyId, consumer, firstAt, lastAt, count, pauses }
    this.#consumers.set(consumer.id, mergeUse(this.#consumers.get(consumer.id), use))
    this.#lastUsedAt = Math.max(this.#lastUsedAt ?? 0, lastAt)
  }
}

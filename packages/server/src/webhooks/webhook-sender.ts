import {
  type DueDelivery,
  type Instance,
  mostInFlight,
  prepareDelivery,
  recordDelivery,
  type StoredWebhook,
  type WebhookId,
} from '@keystead/core'
import type { PostWebhook } from './post-webhook.ts'

export type WebhookSenderOptions = {
  readonly instance: Instance
  readonly post: PostWebhook
  /** Hears what went wrong on our side; what went wrong on the other is among the deliveries. */
  readonly onFailure: (error: unknown) => void
  /** Hears how each attempt went, and of a webhook that was disabled for it. */
  readonly onAttempt?: (attempt: {
    readonly webhookId: WebhookId
    readonly delivered: boolean
    readonly disabled: boolean
  }) => void
  /** Of all webhooks together. Left out: 64. */
  readonly limit?: number
}

/** Longer than any attempt takes, so that nobody else tries the same meanwhile. */
const leaseMs = 60_000

/**
 * Sends what webhooks are to be told. Nothing is kept in memory: what is due lies in the database, so that a crash loses
 * nothing, and several nodes share the work. Each webhook has its own few places, so that none waits for one that is slow.
 */
export class WebhookSender {
  readonly #options: WebhookSenderOptions
  readonly #inFlight = new Map<WebhookId, number>()
  #total = 0
  #looking: Promise<void> | undefined
  #lookAgain = false
  #stopped = false
  readonly #idle = new Set<() => void>()

  constructor(options: WebhookSenderOptions) {
    this.#options = options
  }

  get inFlight(): number {
    return this.#total
  }

  /** Looks whether anything is due. Called when something may be: often, for nothing, or while it looks already. */
  wake(): void {
    if (this.#stopped) return
    this.#lookAgain = true
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      this.#tellIfIdle()
    })
  }

  /** Sends all that is due by now, with what becomes due meanwhile, and answers when nothing is on its way any more. */
  async settle(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#idle.add(resolve)
    this.wake()
    this.#tellIfIdle()
    await promise
  }

  /** Begins nothing any more, and waits for what is on its way: a receiver is not told twice where once will do. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.settle()
  }

  async #look(): Promise<void> {
    try {
      while (this.#lookAgain && !this.#stopped) {
        this.#lookAgain = false
        await this.#begin()
      }
    } catch (error) {
      this.#options.onFailure(error)
    }
  }

  async #begin(): Promise<void> {
    const { instance, limit = 64 } = this.#options
    const { store, clock } = instance
    if (this.#total >= limit) return
    // Those that have all of their places taken are in the way of no other.
    for (const { id, health } of await store.listDueWebhooks(clock.now(), limit + this.#inFlight.size)) {
      const room = Math.min(mostInFlight({ health }) - (this.#inFlight.get(id) ?? 0), limit - this.#total)
      if (room <= 0) continue
      const due = await store.claimDeliveries(id, { now: clock.now(), leaseMs, limit: room })
      const webhook = due.length === 0 ? undefined : await store.findWebhook(id)
      if (webhook !== undefined) for (const delivery of due) void this.#deliver(webhook, delivery)
    }
  }

  async #deliver(webhook: StoredWebhook, due: DueDelivery): Promise<void> {
    const { instance, post, onAttempt, onFailure } = this.#options
    this.#count(webhook.id, 1)
    try {
      const outcome = await post(prepareDelivery(instance, webhook, due))
      const { disabled, delivered } = await recordDelivery(instance, webhook, due, outcome)
      onAttempt?.({ webhookId: webhook.id, delivered, disabled: disabled !== null })
    } catch (error) {
      // It is due again when the lease ends.
      onFailure(error)
    } finally {
      this.#count(webhook.id, -1)
      this.wake()
      this.#tellIfIdle()
    }
  }

  #count(id: WebhookId, by: 1 | -1): void {
    this.#total += by
    const count = (this.#inFlight.get(id) ?? 0) + by
    if (count === 0) this.#inFlight.delete(id)
    else this.#inFlight.set(id, count)
  }

  #tellIfIdle(): void {
    if (this.#total > 0 || this.#looking !== undefined) return
    for (const tell of this.#idle) tell()
    this.#idle.clear()
  }
}

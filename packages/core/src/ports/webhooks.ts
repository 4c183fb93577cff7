import type { EventId, OrganizationId, WebhookId } from '../identifiers.ts'
import type { Event, EventType } from '../model/event.ts'
import type { Delivery, DeliveryAttempt, StoredWebhook, Webhook } from '../model/webhook.ts'

/** Where a list of deliveries, newest first, goes on: after this one. */
export type DeliveryPosition = Pick<Event, 'at' | 'id'>

/** An event that a webhook is to be told of, as it is sent. Until `leaseUntil` nobody else takes it. */
export type DueDelivery = {
  readonly webhookId: WebhookId
  readonly event: {
    readonly id: EventId
    readonly type: EventType
    readonly at: number
    /** JSON, as it was written. */
    readonly data: string
  }
  /** Those before this one. */
  readonly attempts: number
  readonly leaseUntil: number
}

/** How a claimed attempt went: for whom, when it began to be theirs, and what comes next. */
export type AttemptRecord = Pick<DueDelivery, 'webhookId' | 'leaseUntil'> & {
  readonly eventId: EventId
  readonly attempt: DeliveryAttempt
  readonly deliveredAt: number | null
  readonly nextAttemptAt: number | null
}

export type PendingDeliveries = { readonly count: number; readonly oldestAt: number | null }

export interface WebhookReader {
  findWebhook(id: WebhookId): Promise<StoredWebhook | undefined>
  /** Those of an organization, or with null those of the instance, the oldest first. */
  listWebhooks(organizationId: OrganizationId | null): Promise<StoredWebhook[]>
  /** The newest events first. */
  listDeliveries(
    webhookId: WebhookId,
    query: { readonly limit: number; readonly after?: DeliveryPosition },
  ): Promise<Delivery[]>
  /** The organizations whose webhooks want events of this type; null among them for the instance. */
  listAudiences(type: EventType): Promise<(OrganizationId | null)[]>
}

export interface WebhookWriter {
  /**
   * Keeps events for the webhooks that want them, a delivery for each, due at once. An event that nobody wants is not kept.
   * Waits for nobody who works on a webhook.
   */
  appendEvents(events: readonly Event[]): Promise<void>
  /** Keeps an event for this webhook alone, whatever it wants. */
  appendEventFor(webhookId: WebhookId, event: Event): Promise<void>

  insertWebhook(webhook: StoredWebhook): Promise<void>
  /** The webhook, kept as it is until this transaction ends. */
  lockWebhook(id: WebhookId): Promise<StoredWebhook | undefined>
  updateWebhook(
    id: WebhookId,
    changes: Partial<
      Pick<
        StoredWebhook,
        'url' | 'description' | 'eventTypes' | 'disabled' | 'previousSecretUntil' | 'health' | 'secrets'
      >
    >,
  ): Promise<void>
  /** With its deliveries. False when there is none (any more). */
  deleteWebhook(id: WebhookId): Promise<boolean>

  /** Lets a delivery begin anew at this time, and answers it; undefined when there is none (any more). */
  restartDelivery(webhookId: WebhookId, eventId: EventId, at: number): Promise<Delivery | undefined>
  /** False when the lease has ended and another has taken it over, or the webhook is gone. */
  recordAttempt(record: AttemptRecord): Promise<boolean>
  /** Gives up all that is still to be sent to a webhook. */
  giveUpDeliveries(webhookId: WebhookId): Promise<void>

  /**
   * How far this beat has come, kept for this transaction alone; of a beat that there was none of yet, `fallback`. Of
   * several nodes that ask at the same moment, the others wait.
   */
  lockBeat(name: string, fallback: BeatPosition): Promise<BeatPosition>
  moveBeat(name: string, position: BeatPosition): Promise<void>
}

/** What a beat has done: all up to this time, and at that time all up to this text. */
export type BeatPosition = { readonly at: number; readonly text: string }

/** What is to be sent, whoever sends it: several nodes share the work. */
export interface DeliveryQueue {
  /** Webhooks that may be tried at this time and have something due, whoever has waited longest first. */
  listDueWebhooks(now: number, limit: number): Promise<Pick<Webhook, 'id' | 'health'>[]>
  /**
   * Takes what is due for a webhook, oldest first, for `leaseMs`: so that nobody else sends it meanwhile, and somebody else
   * does should this process die.
   */
  claimDeliveries(
    webhookId: WebhookId,
    claim: { readonly now: number; readonly leaseMs: number; readonly limit: number },
  ): Promise<DueDelivery[]>
  countPendingDeliveries(): Promise<PendingDeliveries>
  /** Webhooks whose secrets are sealed under another version of the pepper than this. */
  listWebhooksSealedOtherwise(pepperVersion: number, limit: number): Promise<StoredWebhook[]>
  /** Forgets events from before this time, with their deliveries. */
  forgetEvents(before: number): Promise<void>
}

import type { EventId, OrganizationId, UserId, WebhookId } from '../identifiers.ts'
import type { EventType } from './event.ts'

/** Why a webhook is told nothing: somebody switched it off, it has failed for long, or it answered 410 Gone. */
export const disabledReasons = ['by_hand', 'failing', 'gone'] as const
export type DisabledReason = (typeof disabledReasons)[number]

/** An address that is told of events. Times are epoch milliseconds. */
export type Webhook = {
  readonly id: WebhookId
  /** Null: of the whole instance, told of everything. */
  readonly organizationId: OrganizationId | null
  readonly url: string
  readonly description: string
  /** Empty: all. */
  readonly eventTypes: readonly EventType[]
  readonly disabled: { readonly at: number; readonly reason: DisabledReason } | null
  readonly createdAt: number
  readonly createdBy: UserId
  /** Until when deliveries are signed with the secret before the last, too. */
  readonly previousSecretUntil: number | null
  readonly health: WebhookHealth
}

/** How a webhook has been answering. */
export type WebhookHealth = {
  /** When the first of the failures was that no success has followed. */
  readonly failingSince: number | null
  /** How many there were. */
  readonly failures: number
  /** Before this time nothing is tried again. */
  readonly resumeAt: number | null
}

export const healthy: WebhookHealth = { failingSince: null, failures: 0, resumeAt: null }

/** Secrets sealed under a version of the pepper. */
export type SealedSecrets = {
  readonly current: Uint8Array
  readonly previous: Uint8Array | null
  readonly pepperVersion: number
}

export type StoredWebhook = Webhook & { readonly secrets: SealedSecrets }

/** What kept an attempt from an answer. */
export const deliveryErrors = [
  'address_not_allowed',
  'name_not_found',
  'connection_refused',
  'connection_broken',
  'tls',
  'timeout',
  'other',
] as const
export type DeliveryError = (typeof deliveryErrors)[number]

/** One event on its way to one webhook. */
export type Delivery = {
  readonly webhookId: WebhookId
  readonly event: { readonly id: EventId; readonly type: EventType; readonly at: number }
  readonly attempts: number
  /** Null once nothing more will be tried. */
  readonly nextAttemptAt: number | null
  readonly last: DeliveryAttempt | null
  readonly deliveredAt: number | null
}

/** How an attempt ended: with the status of an answer, or before there was any. */
export type DeliveryOutcome =
  | { readonly status: number; readonly error: null }
  | { readonly status: null; readonly error: DeliveryError }

export type DeliveryAttempt = DeliveryOutcome & { readonly at: number }

export const deliveryStates = ['pending', 'delivered', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export function deliveryState({ deliveredAt, nextAttemptAt }: Delivery): DeliveryState {
  if (deliveredAt !== null) return 'delivered'
  return nextAttemptAt === null ? 'failed' : 'pending'
}

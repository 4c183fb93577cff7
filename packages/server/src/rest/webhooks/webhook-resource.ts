import {
  type Delivery,
  deliveryErrors,
  deliveryState,
  deliveryStates,
  disabledReasons,
  eventTypes,
  type PlacedWebhook,
} from '@keystead/core'
import { z } from 'zod'
import { referenceSchema, timeSchema, writeTime } from '../wire/fields.ts'
import { nextCursorSchema } from '../wire/page.ts'

export const eventTypeSchema = z.enum(eventTypes).meta({ id: 'EventType', description: 'Names are never changed' })

export const webhookSchema = z
  .object({
    id: z.string(),
    organization: referenceSchema.nullable().describe('Null: of the whole instance'),
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(eventTypeSchema).describe('Empty: all'),
    state: z
      .enum(['active', 'failing', 'disabled'])
      .describe('`failing`: no delivery has arrived since the first that did not'),
    disabledAt: timeSchema.nullable(),
    disabledReason: z.enum(disabledReasons).nullable(),
    failingSince: timeSchema.nullable(),
    createdAt: timeSchema,
    createdBy: z.string().describe('ID of a user'),
    previousSecretUntil: timeSchema.nullable().describe('Until when the secret before this one signs, too'),
  })
  .meta({ id: 'Webhook', description: 'An address that is told of events. Never holds the secret.' })

export function toWebhookResource({ webhook, organization }: PlacedWebhook): z.infer<typeof webhookSchema> {
  const { disabled, health, previousSecretUntil } = webhook
  const state = disabled !== null ? 'disabled' : health.failingSince !== null ? 'failing' : 'active'
  return {
    id: webhook.id,
    organization,
    url: webhook.url,
    description: webhook.description,
    eventTypes: [...webhook.eventTypes],
    state,
    disabledAt: writeOptional(disabled?.at ?? null),
    disabledReason: disabled?.reason ?? null,
    failingSince: writeOptional(health.failingSince),
    createdAt: writeTime(webhook.createdAt),
    createdBy: webhook.createdBy,
    previousSecretUntil: writeOptional(previousSecretUntil),
  }
}

const writeOptional = (time: number | null) => (time === null ? null : writeTime(time))

export const webhookWithSecretSchema = z
  .object({
    webhook: webhookSchema,
    secret: z.string().describe('`whsec_…`, by which deliveries are signed. Shown in this answer and nowhere else'),
  })
  .meta({ id: 'WebhookWithSecret' })

export const webhookPageSchema = z
  .object({ webhooks: z.array(webhookSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'WebhookPage' })

export const deliverySchema = z
  .object({
    eventId: z.string().describe('The `webhook-id` of the delivery'),
    eventType: eventTypeSchema,
    at: timeSchema.describe('When it happened'),
    state: z.enum(deliveryStates),
    attempts: z.number(),
    lastAttemptAt: timeSchema.nullable(),
    status: z.number().nullable().describe('Of the last answer; null where there was none'),
    error: z.enum(deliveryErrors).nullable().describe('What kept the last attempt from an answer'),
    nextAttemptAt: timeSchema.nullable().describe('Null: there will be none'),
    deliveredAt: timeSchema.nullable(),
  })
  .meta({ id: 'WebhookDelivery', description: 'One event on its way to one webhook.' })

export const deliveryPageSchema = z
  .object({ deliveries: z.array(deliverySchema), nextCursor: nextCursorSchema })
  .meta({ id: 'WebhookDeliveryPage' })

export function toDeliveryResource(delivery: Delivery): z.infer<typeof deliverySchema> {
  const { event, attempts, last, nextAttemptAt, deliveredAt } = delivery
  return {
    eventId: event.id,
    eventType: event.type,
    at: writeTime(event.at),
    state: deliveryState(delivery),
    attempts,
    lastAttemptAt: writeOptional(last?.at ?? null),
    status: last?.status ?? null,
    error: last?.error ?? null,
    nextAttemptAt: writeOptional(nextAttemptAt),
    deliveredAt: writeOptional(deliveredAt),
  }
}

import type {
  Delivery,
  DeliveryAttempt,
  DeliveryError,
  EventId,
  EventType,
  WebhookId,
  WebhookReader,
  WebhookWriter,
} from '@keystead/core'
import type { Kysely, Selectable } from 'kysely'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'

type DeliveryRow = Selectable<Tables['webhook_deliveries']> & { readonly type: string }

function toDelivery(row: DeliveryRow): Delivery {
  return {
    webhookId: row.webhook_id as WebhookId,
    event: { id: row.event_id as EventId, type: row.type as EventType, at: row.at },
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    last: toAttempt(row),
    deliveredAt: row.delivered_at,
  }
}

function toAttempt({ attempted_at: at, status, error }: DeliveryRow): DeliveryAttempt | null {
  if (at === null) return null
  return status === null ? { at, status, error: error as DeliveryError } : { at, status, error: null }
}

function selectDeliveries(database: Kysely<Tables>, webhookId: WebhookId) {
  return database
    .selectFrom('webhook_deliveries')
    .innerJoin('events', 'events.id', 'webhook_deliveries.event_id')
    .selectAll('webhook_deliveries')
    .select('events.type')
    .where('webhook_deliveries.webhook_id', '=', webhookId)
}

export function deliveryReader(database: Kysely<Tables>): Pick<WebhookReader, 'listDeliveries'> {
  return {
    async listDeliveries(webhookId, { limit, after }) {
      let query = selectDeliveries(database, webhookId)
      if (after !== undefined) {
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(
            refTuple('webhook_deliveries.at', 'webhook_deliveries.event_id'),
            '<',
            tuple(after.at, after.id as string),
          ),
        )
      }
      const rows = await query
        .orderBy('webhook_deliveries.at', 'desc')
        .orderBy('webhook_deliveries.event_id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toDelivery)
    },
  }
}

export function deliveryWriter(
  database: Kysely<Tables>,
): Pick<WebhookWriter, 'restartDelivery' | 'recordAttempt' | 'giveUpDeliveries'> {
  return {
    async restartDelivery(webhookId, eventId, at) {
      if (!isStorable(eventId)) return undefined
      await database
        .updateTable('webhook_deliveries')
        .set({ attempts: 0, next_attempt_at: at, delivered_at: null })
        .where('webhook_id', '=', webhookId)
        .where('event_id', '=', eventId)
        .execute()
      const row = await selectDeliveries(database, webhookId).where('events.id', '=', eventId).executeTakeFirst()
      return row && toDelivery(row)
    },

    async recordAttempt({ webhookId, eventId, leaseUntil, attempt, deliveredAt, nextAttemptAt }) {
      const { numUpdatedRows } = await database
        .updateTable('webhook_deliveries')
        .set(({ eb }) => ({
          attempts: eb('attempts', '+', 1),
          attempted_at: attempt.at,
          status: attempt.status,
          error: attempt.error,
          delivered_at: deliveredAt,
          next_attempt_at: nextAttemptAt,
        }))
        .where('webhook_id', '=', webhookId)
        .where('event_id', '=', eventId)
        .where('next_attempt_at', '=', leaseUntil)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    async giveUpDeliveries(webhookId) {
      await database
        .updateTable('webhook_deliveries')
        .set({ next_attempt_at: null })
        .where('webhook_id', '=', webhookId)
        .where('next_attempt_at', 'is not', null)
        .execute()
    },
  }
}

import type { DeliveryQueue, DueDelivery, EventId, EventType, WebhookId } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { Dialect } from '../dialect.ts'
import type { Tables } from '../tables.ts'
import { toHealth, toStoredWebhook } from './webhooks.ts'

export function deliveryQueue(database: Kysely<Tables>, { claimRows }: Dialect): DeliveryQueue {
  return {
    async listDueWebhooks(now, limit) {
      const rows = await database
        .selectFrom('webhooks')
        // For each webhook the first entry of its part of the index, however long its queue is.
        .select(({ selectFrom }) => [
          'id',
          'failing_since',
          'failures',
          'resume_at',
          selectFrom('webhook_deliveries')
            .select('next_attempt_at')
            .whereRef('webhook_id', '=', 'webhooks.id')
            .where('next_attempt_at', '<=', now)
            .orderBy('next_attempt_at')
            .limit(1)
            .as('due_at'),
        ])
        .where('disabled_at', 'is', null)
        .where(({ eb, or }) => or([eb('resume_at', 'is', null), eb('resume_at', '<=', now)]))
        .execute()
      return rows
        .flatMap((row) => (row.due_at === null ? [] : [{ row, dueAt: row.due_at }]))
        .toSorted((a, b) => a.dueAt - b.dueAt)
        .slice(0, limit)
        .map(({ row }) => ({ id: row.id as WebhookId, health: toHealth(row) }))
    },

    claimDeliveries(webhookId, { now, leaseMs, limit }) {
      return database.transaction().execute(async (transaction) => {
        const due = transaction
          .selectFrom('webhook_deliveries')
          .select(['event_id', 'attempts'])
          .where('webhook_id', '=', webhookId)
          .where('next_attempt_at', '<=', now)
          .orderBy('next_attempt_at')
          .limit(limit)
        const claimed = await claimRows(due).execute()
        const ids = claimed.map((row) => row.event_id)
        if (ids.length === 0) return []
        const leaseUntil = now + leaseMs
        await transaction
          .updateTable('webhook_deliveries')
          .set({ next_attempt_at: leaseUntil })
          .where('webhook_id', '=', webhookId)
          .where('event_id', 'in', ids)
          .execute()
        const events = await transaction.selectFrom('events').selectAll().where('id', 'in', ids).execute()
        const attempts = new Map(claimed.map((row) => [row.event_id, row.attempts]))
        return events.map(
          ({ id, type, at, data }): DueDelivery => ({
            webhookId,
            event: { id: id as EventId, type: type as EventType, at, data },
            attempts: attempts.get(id) ?? 0,
            leaseUntil,
          }),
        )
      })
    },

    async countPendingDeliveries() {
      const row = await database
        .selectFrom('webhook_deliveries')
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('at').as('oldest_at')])
        .where('next_attempt_at', 'is not', null)
        .executeTakeFirstOrThrow()
      return { count: Number(row.count), oldestAt: row.oldest_at }
    },

    async listWebhooksSealedOtherwise(pepperVersion, limit) {
      const rows = await database
        .selectFrom('webhooks')
        .selectAll()
        .where('pepper_version', '<>', pepperVersion)
        .limit(limit)
        .execute()
      return rows.map(toStoredWebhook)
    },

    async forgetEvents(before) {
      await database.deleteFrom('webhook_deliveries').where('at', '<', before).execute()
      await database.deleteFrom('events').where('at', '<', before).execute()
    },
  }
}

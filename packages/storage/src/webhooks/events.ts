import type { Event, WebhookWriter } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

// Well within the parameters that one statement takes.
const rowsAtOnce = 500

/**
 * Whom an event is for is decided as it is written: what nobody wants costs one reading, and there is no queue of events in
 * which one that commits late could be overlooked.
 */
export function eventWriter(database: Kysely<Tables>): Pick<WebhookWriter, 'appendEvents' | 'appendEventFor'> {
  return {
    async appendEvents(events) {
      const recipients = await listRecipients(database, events)
      const wanted = events.map((event) => ({ event, webhookIds: recipients(event) }))
      await insertEvents(
        database,
        wanted.filter(({ webhookIds }) => webhookIds.length > 0),
      )
    },

    async appendEventFor(webhookId, event) {
      await insertEvents(database, [{ event, webhookIds: [webhookId] }])
    },
  }
}

/** Read without a lock: who makes or removes a webhook at this moment may find the event there, or not. */
async function listRecipients(
  database: Kysely<Tables>,
  events: readonly Event[],
): Promise<(event: Event) => readonly string[]> {
  const organizationIds = [...new Set(events.flatMap((event) => event.organizationIds))]
  const rows = await database
    .selectFrom('webhooks')
    .select(['id', 'organization_id', 'event_types'])
    .where('disabled_at', 'is', null)
    .where(({ eb, or }) =>
      or([
        eb('organization_id', 'is', null),
        ...(organizationIds.length > 0 ? [eb('organization_id', 'in', organizationIds)] : []),
      ]),
    )
    .execute()
  const webhooks = rows.map((row) => ({ ...row, types: JSON.parse(row.event_types) as string[] }))
  return ({ type, organizationIds: concerned }) =>
    webhooks
      .filter(({ types }) => types.length === 0 || types.includes(type))
      .filter(({ organization_id: id }) => id === null || concerned.some((concern) => concern === id))
      .map(({ id }) => id)
}

async function insertEvents(
  database: Kysely<Tables>,
  wanted: readonly { readonly event: Event; readonly webhookIds: readonly string[] }[],
): Promise<void> {
  const events = wanted.map(({ event: { id, type, at, data } }) => ({ id, type, at, data: JSON.stringify(data) }))
  const deliveries = wanted.flatMap(({ event: { id, at }, webhookIds }) =>
    webhookIds.map((webhookId) => ({
      webhook_id: webhookId,
      event_id: id,
      at,
      attempts: 0,
      next_attempt_at: at,
      attempted_at: null,
      status: null,
      error: null,
      delivered_at: null,
    })),
  )
  for (let start = 0; start < events.length; start += rowsAtOnce) {
    await database
      .insertInto('events')
      .values(events.slice(start, start + rowsAtOnce))
      .execute()
  }
  for (let start = 0; start < deliveries.length; start += rowsAtOnce) {
    await database
      .insertInto('webhook_deliveries')
      .values(deliveries.slice(start, start + rowsAtOnce))
      .execute()
  }
}

import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

/** Events, the webhooks that are told of them, and how far each telling has come. */
export async function events(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('events')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('type', types.text, (column) => column.notNull())
    .addColumn('at', types.time, (column) => column.notNull())
    .addColumn('data', types.text, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('events_by_time').on('events').column('at').execute()
  await addWebhooks(database, types)
  await addDeliveries(database, types)
  await schema
    .createTable('beats')
    .addColumn('name', types.text, (column) => column.primaryKey())
    .addColumn('at', types.time, (column) => column.notNull())
    .addColumn('text', types.text, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
}

async function addWebhooks({ schema }: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema
    .createTable('webhooks')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('organization_id', types.text, (column) => column.references('organizations.id').onDelete('cascade'))
    .addColumn('url', types.text, (column) => column.notNull())
    .addColumn('description', types.text, (column) => column.notNull())
    .addColumn('event_types', types.text, (column) => column.notNull())
    .addColumn('sealed_secret', types.bytes, (column) => column.notNull())
    .addColumn('sealed_previous_secret', types.bytes)
    .addColumn('previous_secret_until', types.time)
    .addColumn('pepper_version', types.integer, (column) => column.notNull())
    .addColumn('disabled_at', types.time)
    .addColumn('disabled_reason', types.text)
    .addColumn('created_at', types.time, (column) => column.notNull())
    // No reference: a webhook outlives whoever made it.
    .addColumn('created_by', types.text, (column) => column.notNull())
    .addColumn('failing_since', types.time)
    .addColumn('failures', types.integer, (column) => column.notNull())
    .addColumn('resume_at', types.time)
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('webhooks_by_organization').on('webhooks').column('organization_id').execute()
}

async function addDeliveries(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('webhook_deliveries')
    .addColumn('webhook_id', types.text, (column) => column.notNull())
    .addColumn('event_id', types.text, (column) => column.notNull())
    .addColumn('at', types.time, (column) => column.notNull())
    .addColumn('attempts', types.integer, (column) => column.notNull())
    .addColumn('next_attempt_at', types.time)
    .addColumn('attempted_at', types.time)
    .addColumn('status', types.integer)
    .addColumn('error', types.text)
    .addColumn('delivered_at', types.time)
    .addPrimaryKeyConstraint('webhook_deliveries_pkey', ['webhook_id', 'event_id'])
    .modifyEnd(types.tableEnd)
    .execute()
  const columns = ['webhook_id', 'at', 'event_id']
  await schema.createIndex('webhook_deliveries_by_event').on('webhook_deliveries').columns(columns).execute()
  await schema.createIndex('webhook_deliveries_by_time').on('webhook_deliveries').column('at').execute()
  // Few of all: what has arrived, or was given up, is not in it.
  await sql`
    create index webhook_deliveries_due on webhook_deliveries (webhook_id, next_attempt_at)
    where next_attempt_at is not null
  `.execute(database)
}

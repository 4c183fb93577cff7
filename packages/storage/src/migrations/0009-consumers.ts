import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

/** From where keys are used, and how often on each day. */
export async function consumers(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('consumers')
    .addColumn('key_id', types.text, (column) => column.notNull())
    .addColumn('id', types.text, (column) => column.notNull())
    .addColumn('label', types.text)
    .addColumn('network', types.text)
    .addColumn('last_address', types.text)
    .addColumn('program', types.text)
    .addColumn('program_version', types.text)
    .addColumn('runtime', types.text)
    .addColumn('verifier', types.text)
    .addColumn('first_seen_at', types.time, (column) => column.notNull())
    .addColumn('last_seen_at', types.time, (column) => column.notNull())
    .addColumn('last_seen_day', types.integer, (column) => column.notNull())
    .addColumn('uses', types.count, (column) => column.notNull())
    .addColumn('longest_pause_ms', types.time, (column) => column.notNull())
    .addColumn('pauses', types.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('consumers_pk', ['key_id', 'id'])
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('consumers_by_day').on('consumers').column('last_seen_day').execute()
  await schema
    .createTable('use_days')
    .addColumn('key_id', types.text, (column) => column.notNull())
    .addColumn('day', types.integer, (column) => column.notNull())
    .addColumn('uses', types.count, (column) => column.notNull())
    .addPrimaryKeyConstraint('use_days_pk', ['key_id', 'day'])
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('use_days_by_day').on('use_days').column('day').execute()
  await schema
    .createTable('use_recorders')
    .addColumn('recorder', types.text, (column) => column.primaryKey().notNull())
    .addColumn('number', types.count, (column) => column.notNull())
    .addColumn('written_day', types.integer, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
}

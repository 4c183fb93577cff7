import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

/** What was refused, and why. Refers to nothing: that a key was refused is still told when it is deleted. */
export async function refusals(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('refusals')
    .addColumn('id', types.text, (column) => column.primaryKey().notNull())
    .addColumn('key_id', types.text)
    .addColumn('proven', types.integer, (column) => column.notNull())
    .addColumn('reason', types.text, (column) => column.notNull())
    .addColumn('code', types.text)
    .addColumn('door', types.text, (column) => column.notNull())
    .addColumn('demand', types.text)
    .addColumn('consumer_id', types.text, (column) => column.notNull())
    .addColumn('label', types.text)
    .addColumn('network', types.text)
    .addColumn('last_address', types.text)
    .addColumn('program', types.text)
    .addColumn('program_version', types.text)
    .addColumn('runtime', types.text)
    .addColumn('verifier', types.text)
    .addColumn('times', types.count, (column) => column.notNull())
    .addColumn('first_at', types.time, (column) => column.notNull())
    .addColumn('first_request_id', types.text, (column) => column.notNull())
    .addColumn('last_at', types.time, (column) => column.notNull())
    .addColumn('last_request_id', types.text, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('refusals_by_key').on('refusals').columns(['key_id', 'proven', 'last_at', 'id']).execute()
  await schema.createIndex('refusals_by_end').on('refusals').column('last_at').execute()
  await schema
    .createTable('refused_requests')
    .addColumn('request_id', types.text, (column) => column.primaryKey().notNull())
    .addColumn('refusal_id', types.text, (column) => column.notNull().references('refusals.id').onDelete('cascade'))
    .addColumn('at', types.time, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createIndex('refused_requests_by_refusal')
    .on('refused_requests')
    .columns(['refusal_id', 'at', 'request_id'])
    .execute()
}

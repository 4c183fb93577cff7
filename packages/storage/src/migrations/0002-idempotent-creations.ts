import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

export async function idempotentCreations(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('idempotent_creations')
    .addColumn('owner_id', types.text, (column) => column.notNull().references('users.id'))
    .addColumn('lookup', types.text, (column) => column.notNull())
    .addColumn('request_hash', types.text, (column) => column.notNull())
    // No reference: a creation is remembered longer than a key that is deleted at once.
    .addColumn('key_id', types.text, (column) => column.notNull())
    .addColumn('sealed_token', types.bytes)
    .addColumn('created_at', types.time, (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotent_creations_pk', ['owner_id', 'lookup'])
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('idempotent_creations_by_key').on('idempotent_creations').column('key_id').execute()
  await schema.createIndex('idempotent_creations_by_creation').on('idempotent_creations').column('created_at').execute()
}

import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

/** Keys that were deleted, kept for as long as they can be brought back. In no index and no list of live keys. */
export async function deletedKeys(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('deleted_keys')
    .addColumn('id', types.text, (column) => column.primaryKey().notNull())
    .addColumn('name', types.text, (column) => column.notNull())
    // Gone for good when their owner goes.
    .addColumn('user_id', types.text, (column) => column.references('users.id').onDelete('cascade'))
    .addColumn('service_account_id', types.text, (column) =>
      column.references('service_accounts.id').onDelete('cascade'),
    )
    .addColumn('team_id', types.text)
    .addColumn('organization_id', types.text)
    .addColumn('format', types.text, (column) => column.notNull())
    .addColumn('digest', types.bytes, (column) => column.notNull())
    .addColumn('pepper_version', types.integer, (column) => column.notNull())
    .addColumn('created_at', types.time, (column) => column.notNull())
    .addColumn('expires_at', types.time)
    .addColumn('last_used_at', types.time)
    .addColumn('disabled_at', types.time)
    .addColumn('disabled_until', types.time)
    .addColumn('disabled_by', types.text)
    .addColumn('disabled_by_name', types.text)
    .addColumn('deleted_at', types.time, (column) => column.notNull())
    .addColumn('deleted_by', types.text)
    .addColumn('deleted_by_name', types.text)
    .modifyEnd(types.tableEnd)
    .execute()
  for (const [name, ...columns] of [
    ['deletion', 'deleted_at', 'id'],
    ['user', 'user_id'],
    ['service_account', 'service_account_id'],
    ['organization', 'organization_id'],
  ] as const) {
    await schema.createIndex(`deleted_keys_by_${name}`).on('deleted_keys').columns(columns).execute()
  }
  await schema
    .createTable('deleted_key_blocks')
    .addColumn('key_id', types.text, (column) => column.notNull().references('deleted_keys.id').onDelete('cascade'))
    .addColumn('organization_id', types.text, (column) => column.notNull().references('organizations.id'))
    .addColumn('blocked_at', types.time, (column) => column.notNull())
    .addPrimaryKeyConstraint('deleted_key_blocks_pk', ['key_id', 'organization_id'])
    .modifyEnd(types.tableEnd)
    .execute()
}

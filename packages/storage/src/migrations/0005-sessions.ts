import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

export async function sessions(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('passwords')
    .addColumn('user_id', types.text, (column) => column.primaryKey().references('users.id').onDelete('cascade'))
    .addColumn('hash', types.text, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createTable('sign_in_networks')
    .addColumn('user_id', types.text, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('network', types.text, (column) => column.notNull())
    .addColumn('last_at', types.time, (column) => column.notNull())
    .addPrimaryKeyConstraint('sign_in_networks_pkey', ['user_id', 'network'])
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createTable('sessions')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('user_id', types.text, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('digest', types.bytes, (column) => column.notNull())
    .addColumn('pepper_version', types.integer, (column) => column.notNull())
    .addColumn('created_at', types.time, (column) => column.notNull())
    .addColumn('last_seen_at', types.time, (column) => column.notNull())
    .addColumn('expires_at', types.time, (column) => column.notNull())
    .addColumn('ip', types.text)
    .addColumn('user_agent', types.text)
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('sessions_by_user').on('sessions').column('user_id').execute()
  await schema.createIndex('sessions_by_end').on('sessions').column('expires_at').execute()
  await schema
    .createTable('one_time_links')
    .addColumn('id', types.text, (column) => column.primaryKey())
    // Nobody for the set-up, which makes the first user.
    .addColumn('user_id', types.text, (column) => column.references('users.id').onDelete('cascade'))
    .addColumn('digest', types.bytes, (column) => column.notNull())
    .addColumn('pepper_version', types.integer, (column) => column.notNull())
    .addColumn('expires_at', types.time, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('one_time_links_by_user').on('one_time_links').column('user_id').execute()
}

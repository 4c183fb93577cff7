import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

/** Programs that wait for a person to let them have a key. Refers to nothing: they are forgotten within minutes. */
export async function deviceAuthorizations(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('device_authorizations')
    .addColumn('id', types.text, (column) => column.primaryKey().notNull())
    .addColumn('digest', types.bytes, (column) => column.notNull())
    .addColumn('pepper_version', types.integer, (column) => column.notNull())
    .addColumn('user_code_name', types.text, (column) => column.notNull().unique())
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('ip', types.text)
    .addColumn('created_at', types.time, (column) => column.notNull())
    .addColumn('expires_at', types.time, (column) => column.notNull())
    .addColumn('decision', types.text, (column) => column.notNull())
    .addColumn('approved_by', types.text)
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('device_authorizations_by_end').on('device_authorizations').column('expires_at').execute()
}

import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

/** Keys whose token somebody has found, and what organizations want to become of them. */
export async function leakedKeys(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  for (const table of ['api_keys', 'deleted_keys']) {
    await schema.alterTable(table).addColumn('leaked_at', types.time).execute()
    await schema.alterTable(table).addColumn('expires_without_leak_at', types.time).execute()
  }
  // As it was before there was a choice; a node of the version before knows nothing else.
  await schema
    .alterTable('organization_policies')
    .addColumn('on_leak', types.text, (column) => column.notNull().defaultTo('disable'))
    .execute()
  await schema
    .alterTable('organization_policies')
    .addColumn('leak_grace_ms', types.time, (column) => column.notNull().defaultTo(86_400_000))
    .execute()
}

import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

export async function organizationPolicies(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('organization_policies')
    .addColumn('organization_id', types.text, (column) => column.primaryKey().references('organizations.id'))
    .addColumn('disable_key_creation', types.integer, (column) => column.notNull())
    .addColumn('enforce_organization_keys', types.integer, (column) => column.notNull())
    .addColumn('maximum_key_lifetime_ms', types.time)
    .modifyEnd(types.tableEnd)
    .execute()
}

import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

export async function accountsAndKeys(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('users')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('username', types.text, (column) => column.notNull().unique())
    .addColumn('email', types.text, (column) => column.notNull().unique())
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('search_text', types.text, (column) => column.notNull())
    .addColumn('instance_admin', types.integer, (column) => column.notNull())
    .addColumn('created_at', types.time, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createTable('organizations')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('folded_name', types.text, (column) => column.notNull().unique())
    .addColumn('created_at', types.time, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createTable('memberships')
    .addColumn('user_id', types.text, (column) => column.notNull().references('users.id'))
    .addColumn('organization_id', types.text, (column) => column.notNull().references('organizations.id'))
    .addColumn('role', types.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('memberships_pk', ['user_id', 'organization_id'])
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('memberships_by_organization').on('memberships').column('organization_id').execute()
  await schema
    .createTable('api_keys')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('search_text', types.text, (column) => column.notNull())
    .addColumn('owner_id', types.text, (column) => column.notNull().references('users.id'))
    .addColumn('organization_id', types.text, (column) => column.references('organizations.id'))
    .addColumn('format', types.text, (column) => column.notNull())
    .addColumn('digest', types.bytes, (column) => column.notNull())
    .addColumn('pepper_version', types.integer, (column) => column.notNull())
    .addColumn('created_at', types.time, (column) => column.notNull())
    .addColumn('expires_at', types.time)
    .addColumn('last_used_at', types.time)
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('api_keys_by_creation').on('api_keys').columns(['created_at', 'id']).execute()
  await schema.createIndex('api_keys_by_owner').on('api_keys').columns(['owner_id', 'created_at', 'id']).execute()
  await schema
    .createIndex('api_keys_by_organization')
    .on('api_keys')
    .columns(['organization_id', 'created_at', 'id'])
    // Personal keys are found by their owners. In this index they would be one large entry, which SQLite, expecting a
    // small one, would go through.
    .where('organization_id', 'is not', null)
    .execute()
  await schema
    .createTable('pepper_checks')
    .addColumn('version', types.integer, (column) => column.primaryKey())
    .addColumn('check_value', types.text, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createTable('instance')
    .addColumn('singleton', types.integer, (column) => column.primaryKey())
    .addColumn('bootstrapped_at', types.time, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
}

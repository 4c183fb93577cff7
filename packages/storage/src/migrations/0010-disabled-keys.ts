import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

/** Keys that are switched off, and when they come back by themselves. */
export async function disabledKeys(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  for (const [name, type] of [
    ['disabled_at', types.time],
    ['disabled_until', types.time],
    // No reference: that it is disabled outlives who did it.
    ['disabled_by', types.text],
    ['disabled_by_name', types.text],
  ] as const) {
    await database.schema.alterTable('api_keys').addColumn(name, type).execute()
  }
  await database.schema
    .createIndex('api_keys_by_disablement')
    .on('api_keys')
    .column('disabled_at')
    .where(sql.ref('disabled_at'), 'is not', null)
    .execute()
}

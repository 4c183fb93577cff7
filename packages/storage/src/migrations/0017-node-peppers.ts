import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

/** Which peppers each node knows: the one that it uses, and the newest. A node of the version before says neither. */
export async function nodePeppers({ schema }: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  for (const column of ['current_pepper', 'newest_pepper']) {
    await schema.alterTable('nodes').addColumn(column, types.count).execute()
  }
}

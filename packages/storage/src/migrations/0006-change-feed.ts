import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

export async function changeFeed(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('changes')
    .addColumn('number', types.count, (column) => column.primaryKey())
    .addColumn('tag', types.text, (column) => column.notNull())
    .addColumn('subject_kind', types.text, (column) => column.notNull())
    // No reference: a change outlives what it deletes.
    .addColumn('subject_id', types.text, (column) => column.notNull())
    .addColumn('committed_at', types.time, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createTable('change_head')
    .addColumn('singleton', types.integer, (column) => column.primaryKey())
    .addColumn('number', types.count, (column) => column.notNull())
    .addColumn('tag', types.text, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  // The beginning has a tag, too: whoever has read an empty database, and finds another one, must be able to tell.
  const tag = randomUUID()
  await sql`insert into changes (number, tag, subject_kind, subject_id, committed_at) values (0, ${tag}, 'beginning', '', 0)`.execute(
    database,
  )
  await sql`insert into change_head (singleton, number, tag) values (1, 0, ${tag})`.execute(database)
  await addNodes(database, types)
}

/** What only PostgreSQL uses, where several processes serve from one database. */
async function addNodes({ schema }: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema
    .createTable('nodes')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('applied_number', types.count, (column) => column.notNull())
    .addColumn('stale_limit_ms', types.time, (column) => column.notNull())
    .addColumn('seen_at', types.time, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createTable('change_readers')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('read_at', types.time, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
}

import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

/** Keys that take the place of others while their consumers move. */
export async function rotations(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('rotations')
    .addColumn('id', types.text, (column) => column.primaryKey().notNull())
    .addColumn('old_key_id', types.text, (column) => column.notNull())
    .addColumn('new_key_id', types.text, (column) => column.notNull())
    .addColumn('state', types.text, (column) => column.notNull())
    .addColumn('completion', types.text, (column) => column.notNull())
    .addColumn('deadline_at', types.time)
    .addColumn('deadline_action', types.text)
    .addColumn('opened_at', types.time, (column) => column.notNull())
    .addColumn('opened_by', types.text, (column) => column.notNull())
    .addColumn('ready_at', types.time)
    .addColumn('stuck_at', types.time)
    .addColumn('ended_at', types.time)
    .addColumn('check_at', types.time, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  const isUnderWay = sql<boolean>`ended_at is null`
  // One key is in one rotation at a time: what is about to be replaced is not replaced twice.
  await schema
    .createIndex('rotations_under_way_by_old_key')
    .on('rotations')
    .column('old_key_id')
    .unique()
    .where(isUnderWay)
    .execute()
  await schema
    .createIndex('rotations_under_way_by_new_key')
    .on('rotations')
    .column('new_key_id')
    .unique()
    .where(isUnderWay)
    .execute()
  await schema.createIndex('rotations_by_check').on('rotations').column('check_at').where(isUnderWay).execute()
  await schema.createIndex('rotations_by_old_key').on('rotations').columns(['old_key_id', 'opened_at']).execute()
  await schema.createIndex('rotations_by_opening').on('rotations').columns(['opened_at', 'id']).execute()
  await schema
    .createTable('gone_marks')
    .addColumn('rotation_id', types.text, (column) => column.notNull().references('rotations.id').onDelete('cascade'))
    .addColumn('consumer_id', types.text, (column) => column.notNull())
    .addColumn('marked_at', types.time, (column) => column.notNull())
    .addPrimaryKeyConstraint('gone_marks_pk', ['rotation_id', 'consumer_id'])
    .modifyEnd(types.tableEnd)
    .execute()
}

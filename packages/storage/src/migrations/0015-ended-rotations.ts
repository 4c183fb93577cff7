import { type Kysely, sql } from 'kysely'

/** What finds rotations that ended long ago, and the one that has issued a key. */
export async function endedRotations({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createIndex('rotations_by_end')
    .on('rotations')
    .column('ended_at')
    .where(sql<boolean>`ended_at is not null`)
    .execute()
  await schema.createIndex('rotations_by_new_key').on('rotations').column('new_key_id').execute()
}

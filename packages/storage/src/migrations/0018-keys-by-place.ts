import { type Kysely, sql } from 'kysely'

/** What finds keys that are confined to an organization which their owner has left, without going through all keys. */
export async function keysByPlace({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createIndex('api_keys_by_place')
    .on('api_keys')
    .columns(['user_id', 'organization_id', 'id'])
    .where(sql<boolean>`user_id is not null and organization_id is not null`)
    .execute()
}

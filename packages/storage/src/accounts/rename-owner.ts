import { type AccountId, isServiceAccountId } from '@keystead/core'
import type { Kysely } from 'kysely'
import { sortTextOf } from '../search-text.ts'
import type { Tables } from '../tables.ts'

/** Lists of keys go by the names of their owners, and have to find these in an index of their own. */
export async function renameOwner(database: Kysely<Tables>, id: AccountId, name: string): Promise<void> {
  await database
    .updateTable('api_keys')
    .set({ sort_owner: sortTextOf(name) })
    .where(isServiceAccountId(id) ? 'service_account_id' : 'user_id', '=', id)
    .execute()
}

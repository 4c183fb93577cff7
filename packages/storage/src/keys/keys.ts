import { type AccountId, isServiceAccountId, type KeyId, type StoreReader, type StoreTransaction } from '@keystead/core'
import type { ExpressionBuilder, Kysely } from 'kysely'
import type { Dialect } from '../dialect.ts'
import type { LockRows } from '../row-locks.ts'
import { isStorable, searchTextOf, sortTextOf } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import type { Touch } from '../touched-subjects.ts'
import { keepDeleted } from './deleted-keys.ts'
import { keyColumns, selectKeys, toApiKey } from './key-rows.ts'
import { listKeyRows } from './list-key-page.ts'
import { verifiableKeyFinder } from './verifiable-key.ts'

/** What an owner is called, as lists of keys go by it. */
export async function findSortOwner(database: Kysely<Tables>, id: AccountId): Promise<string> {
  const owners = isServiceAccountId(id)
    ? database.selectFrom('service_accounts').select('name').where('id', '=', id)
    : database.selectFrom('users').select('name').where('id', '=', id)
  return sortTextOf((await owners.executeTakeFirst())?.name ?? '')
}

export function keyReader(
  database: Kysely<Tables>,
  dialect: Dialect,
): Pick<StoreReader, 'findKey' | 'findVerifiableKey' | 'listKeys'> {
  return {
    async findKey(id) {
      if (!isStorable(id)) return undefined
      const chosen = database.selectFrom('api_keys').select('id').where('id', '=', id)
      const row = await selectKeys(database, chosen).select(keyColumns).executeTakeFirst()
      return row && toApiKey(row)
    },

    findVerifiableKey: verifiableKeyFinder(database),

    async listKeys(query) {
      const { text = '', ownerId = '', organizationId = '', after } = query
      if (![text, ownerId, organizationId, `${after?.value ?? ''}`].every(isStorable)) return []
      return (await listKeyRows(database, dialect, query)).map(toApiKey)
    },
  }
}

export function keyWriter(
  database: Kysely<Tables>,
  lockRows: LockRows,
  touch: Touch,
): Pick<StoreTransaction, 'insertKey' | 'renameKey' | 'deleteKeysOf' | 'blockKey' | 'unblockKey'> {
  return {
    async insertKey(key) {
      const isOfServiceAccount = isServiceAccountId(key.ownerId)
      const sortOwner = await findSortOwner(database, key.ownerId)
      await database
        .insertInto('api_keys')
        .values(({ selectFrom }) => ({
          id: key.id,
          name: key.name,
          search_text: searchTextOf(key.name, key.id),
          sort_name: sortTextOf(key.name),
          sort_owner: sortOwner,
          user_id: isOfServiceAccount ? null : key.ownerId,
          service_account_id: isOfServiceAccount ? key.ownerId : null,
          team_id: isOfServiceAccount
            ? selectFrom('service_accounts').select('service_accounts.team_id').where('id', '=', key.ownerId)
            : null,
          organization_id: key.organizationId,
          format: key.format,
          digest: key.digest,
          pepper_version: key.pepperVersion,
          created_at: key.createdAt,
          expires_at: key.expiresAt,
        }))
        .execute()
      touch({ kind: 'key', id: key.id })
    },

    async renameKey(id, name) {
      const { numUpdatedRows } = await database
        .updateTable('api_keys')
        .set({ name, search_text: searchTextOf(name, id), sort_name: sortTextOf(name) })
        .where('id', '=', id)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    async deleteKeysOf(ownerId, deletion, organizationId) {
      const owner = isServiceAccountId(ownerId) ? 'service_account_id' : 'user_id'
      const isDoomed = ({ eb, and }: ExpressionBuilder<Tables, 'api_keys'>) =>
        and([eb(owner, '=', ownerId), ...(organizationId ? [eb('organization_id', '=', organizationId)] : [])])
      const doomed = database.selectFrom('api_keys').select('id').where(isDoomed)
      // By ID, as whoever locks several keys does: two that meet would else wait for each other.
      await lockRows(doomed.orderBy('id'), 'change').execute()
      const rows = await selectKeys(database, doomed)
        .select(keyColumns)
        .orderBy('api_keys.created_at', 'desc')
        .orderBy('api_keys.id', 'desc')
        .execute()
      await keepDeleted(database, isDoomed, deletion)
      const deleted = await database.deleteFrom('api_keys').where(isDoomed).returning('id').execute()
      for (const { id } of deleted) touch({ kind: 'key', id: id as KeyId })
      return rows.map(toApiKey)
    },

    async blockKey(id, organizationId, at) {
      // A key that another transaction deletes is waited for, and then there is nothing to block.
      const key = database.selectFrom('api_keys').select('id').where('id', '=', id)
      if ((await lockRows(key, 'obey').executeTakeFirst()) === undefined) return false
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('key_blocks')
        .values({ key_id: id, organization_id: organizationId, blocked_at: at })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n) return false
      touch({ kind: 'key', id })
      return true
    },

    async unblockKey(id, organizationId) {
      const { numDeletedRows } = await database
        .deleteFrom('key_blocks')
        .where('key_id', '=', id)
        .where('organization_id', '=', organizationId)
        .executeTakeFirst()
      if (numDeletedRows !== 1n) return false
      touch({ kind: 'key', id })
      return true
    },
  }
}

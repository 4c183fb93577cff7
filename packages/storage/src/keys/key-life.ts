import type { AccountId, KeyLifeTransaction } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { LockRows } from '../row-locks.ts'
import { isStorable, searchTextOf, sortTextOf } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import type { Touch } from '../touched-subjects.ts'
import { keepDeleted, keptColumns } from './deleted-keys.ts'
import { findSortOwner } from './keys.ts'

export function keyLifeWriter(database: Kysely<Tables>, lockRows: LockRows, touch: Touch): KeyLifeTransaction {
  return {
    async lockKey(id) {
      if (!isStorable(id)) return false
      const key = database.selectFrom('api_keys').select('id').where('id', '=', id)
      return (await lockRows(key, 'change').executeTakeFirst()) !== undefined
    },

    async deleteKey(id, deletion) {
      // Of several who delete it at once, one keeps it: the others wait here, and then there is nothing to keep.
      const key = database.selectFrom('api_keys').select('id').where('id', '=', id)
      if ((await lockRows(key, 'change').executeTakeFirst()) === undefined) return false
      await keepDeleted(database, ({ eb }) => eb('api_keys.id', '=', id), deletion)
      const { numDeletedRows } = await database.deleteFrom('api_keys').where('id', '=', id).executeTakeFirst()
      if (numDeletedRows !== 1n) return false
      touch({ kind: 'key', id })
      return true
    },

    async restoreKey(id) {
      const chosen = database.selectFrom('deleted_keys').select(keptColumns).where('id', '=', id)
      const key = await lockRows(chosen, 'change').executeTakeFirst()
      if (key === undefined) return false
      const ownerId = (key.user_id ?? key.service_account_id) as AccountId
      await database
        .insertInto('api_keys')
        .values({
          ...key,
          search_text: searchTextOf(key.name, id),
          sort_name: sortTextOf(key.name),
          // They may have another name by now.
          sort_owner: await findSortOwner(database, ownerId),
        })
        .execute()
      // Where it was blocked it is: else to be deleted and brought back would be a way around it.
      await database
        .insertInto('key_blocks')
        .columns(['key_id', 'organization_id', 'blocked_at'])
        .expression(database.selectFrom('deleted_key_blocks').selectAll().where('key_id', '=', id))
        .execute()
      await database.deleteFrom('deleted_keys').where('id', '=', id).execute()
      touch({ kind: 'key', id })
      return true
    },

    async disableKey(id, { at, by, until }) {
      const { numUpdatedRows } = await database
        .updateTable('api_keys')
        .set({ disabled_at: at, disabled_until: until, disabled_by: by && by.id, disabled_by_name: by && by.name })
        .where('id', '=', id)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) return false
      touch({ kind: 'key', id })
      return true
    },

    async enableKey(id) {
      const { numUpdatedRows } = await database
        .updateTable('api_keys')
        .set({ disabled_at: null, disabled_until: null, disabled_by: null, disabled_by_name: null })
        .where('id', '=', id)
        .where('disabled_at', 'is not', null)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) return false
      touch({ kind: 'key', id })
      return true
    },

    async recordLeak(id, leak, expiresAt) {
      const { numUpdatedRows } = await database
        .updateTable('api_keys')
        .set({ leaked_at: leak.at, expires_without_leak_at: leak.expiresAt, expires_at: expiresAt })
        .where('id', '=', id)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) return false
      touch({ kind: 'key', id })
      return true
    },
  }
}

import type { KeyLifeTransaction } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { LockRows } from '../row-locks.ts'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import type { Touch } from '../touched-subjects.ts'

export function keyLifeWriter(database: Kysely<Tables>, lockRows: LockRows, touch: Touch): KeyLifeTransaction {
  return {
    async lockKey(id) {
      if (!isStorable(id)) return false
      const key = database.selectFrom('api_keys').select('id').where('id', '=', id)
      return (await lockRows(key, 'change').executeTakeFirst()) !== undefined
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
  }
}

import { isServiceAccountId, type StoreTransaction } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { LockRows } from '../row-locks.ts'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'

export function accountLock(database: Kysely<Tables>, lockRows: LockRows): Pick<StoreTransaction, 'lockAccount'> {
  return {
    async lockAccount(id, purpose) {
      if (!isStorable(id)) return false
      const select = isServiceAccountId(id)
        ? lockRows(database.selectFrom('service_accounts').select('id').where('id', '=', id), purpose)
        : lockRows(database.selectFrom('users').select('id').where('id', '=', id), purpose)
      return (await select.executeTakeFirst()) !== undefined
    },
  }
}

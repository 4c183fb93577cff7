import type { WebhookWriter } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { LockRows } from '../row-locks.ts'
import type { Tables } from '../tables.ts'

export function beatWriter(database: Kysely<Tables>, lockRows: LockRows): Pick<WebhookWriter, 'lockBeat' | 'moveBeat'> {
  return {
    async lockBeat(name, fallback) {
      await database
        .insertInto('beats')
        .values({ name, ...fallback })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const select = database.selectFrom('beats').select(['at', 'text']).where('name', '=', name)
      return lockRows(select, 'change').executeTakeFirstOrThrow()
    },

    async moveBeat(name, { at, text }) {
      await database.updateTable('beats').set({ at, text }).where('name', '=', name).execute()
    },
  }
}

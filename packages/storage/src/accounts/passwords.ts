import type { StoreReader, StoreTransaction } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

export function passwordReader(database: Kysely<Tables>): Pick<StoreReader, 'findPasswordHash' | 'hasSignedInFrom'> {
  return {
    async findPasswordHash(userId) {
      const row = await database.selectFrom('passwords').select('hash').where('user_id', '=', userId).executeTakeFirst()
      return row?.hash
    },

    async hasSignedInFrom(userId, network) {
      const row = await database
        .selectFrom('sign_in_networks')
        .select('network')
        .where('user_id', '=', userId)
        .where('network', '=', network)
        .executeTakeFirst()
      return row !== undefined
    },
  }
}

export function passwordWriter(
  database: Kysely<Tables>,
): Pick<StoreTransaction, 'writePasswordHash' | 'rememberSignIn'> {
  return {
    async writePasswordHash(userId, hash) {
      await database
        .insertInto('passwords')
        .values({ user_id: userId, hash })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ hash }))
        .execute()
    },

    async rememberSignIn(userId, network, at) {
      await database
        .insertInto('sign_in_networks')
        .values({ user_id: userId, network, last_at: at })
        .onConflict((conflict) => conflict.columns(['user_id', 'network']).doUpdateSet({ last_at: at }))
        .execute()
    },
  }
}

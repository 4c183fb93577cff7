import type { ConsumerReader } from '@keystead/core'
import type { Kysely } from 'kysely'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import { toConsumer } from './consumer-rows.ts'

export function consumerReader(database: Kysely<Tables>): ConsumerReader {
  return {
    async listConsumers(keyId) {
      if (!isStorable(keyId)) return []
      const rows = await database
        .selectFrom('consumers')
        .selectAll()
        .where('key_id', '=', keyId)
        .orderBy('last_seen_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map(toConsumer)
    },

    async listUseDays(keyId, fromDay) {
      if (!isStorable(keyId)) return []
      const rows = await database
        .selectFrom('use_days')
        .select(['day', 'uses'])
        .where('key_id', '=', keyId)
        .where('day', '>=', fromDay)
        .orderBy('day')
        .execute()
      return rows.map(({ day, uses }) => ({ day, count: uses }))
    },
  }
}

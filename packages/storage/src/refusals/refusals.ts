import type { RefusalReader } from '@keystead/core'
import type { Kysely } from 'kysely'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import { toRefusal } from './refusal-rows.ts'

export function refusalReader(database: Kysely<Tables>): RefusalReader {
  return {
    async findRefusal(requestId) {
      if (!isStorable(requestId)) return undefined
      const row = await database
        .selectFrom('refused_requests')
        .innerJoin('refusals', 'refusals.id', 'refused_requests.refusal_id')
        .selectAll('refusals')
        .select('refused_requests.at')
        .where('refused_requests.request_id', '=', requestId)
        .executeTakeFirst()
      return row && { requestId, at: row.at, refusal: toRefusal(row) }
    },

    async listRefusals(keyId) {
      if (!isStorable(keyId)) return []
      const rows = await database
        .selectFrom('refusals')
        .selectAll()
        .where('key_id', '=', keyId)
        .orderBy('last_at', 'desc')
        .orderBy('id', 'desc')
        .execute()
      return rows.map(toRefusal)
    },
  }
}

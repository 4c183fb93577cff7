import type { AccountId, KeyOwnerReader } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

export function keyOwnerReader(database: Kysely<Tables>): KeyOwnerReader {
  const ownersIn = (column: 'user_id' | 'service_account_id', after: string) =>
    database
      .selectFrom('api_keys')
      .select(`${column} as id`)
      .where(column, '>', after)
      .groupBy(column)
      .$narrowType<{ id: string }>()
  return {
    async listKeyOwners({ after, limit }) {
      // Each side by its own index, and no further than is asked for.
      const ids: string[] = []
      for (const column of ['service_account_id', 'user_id'] as const) {
        const rows = await ownersIn(column, after).orderBy(column).limit(limit).execute()
        ids.push(...rows.map(({ id }) => id))
      }
      return ids.toSorted(byCodePoint).slice(0, limit) as AccountId[]
    },
  }
}

/** As both databases order texts. */
const byCodePoint = (one: string, other: string) => Number(one > other) - Number(one < other)

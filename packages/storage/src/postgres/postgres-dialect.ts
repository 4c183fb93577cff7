import { sql } from 'kysely'
import type { Dialect } from '../dialect.ts'
import { trigramsOf } from '../trigrams-of.ts'
import { claimPostgresRows, lockPostgresRows } from './lock-postgres-rows.ts'

export const postgresDialect: Dialect = {
  lockRows: lockPostgresRows,
  claimRows: claimPostgresRows,
  few: 10_000,
  mayContain(text) {
    const trigrams = trigramsOf(text)
    const wanted = trigrams.length > 0 ? trigrams.map(quote).join(' & ') : `${quote(text)}:*`
    return sql`keystead_trigrams(api_keys.search_text) @@ ${wanted}::tsquery`
  },
  timesById: (times) =>
    sql`(select * from unnest(${[...times.keys()]}::text[], ${[...times.values()]}::bigint[]) as given (id, at))`,
}

const quote = (lexeme: string) => `'${lexeme.replaceAll(/['\\]/g, '$&$&')}'`

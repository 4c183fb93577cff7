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
  rowsOf(columns, rows) {
    const types = { text: sql`text`, number: sql`bigint` }
    const defined = Object.entries<'text' | 'number'>(columns).map(
      ([name, type]) => sql`${sql.ref(name)} ${types[type]}`,
    )
    return sql`(select * from json_to_recordset(${JSON.stringify(rows)}::json) as given (${sql.join(defined)}))`
  },
}

const quote = (lexeme: string) => `'${lexeme.replaceAll(/['\\]/g, '$&$&')}'`

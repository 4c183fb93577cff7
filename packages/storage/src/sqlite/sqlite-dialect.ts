import { sql } from 'kysely'
import type { Dialect } from '../dialect.ts'
import { claimAnything, lockNothing } from '../row-locks.ts'
import { trigramsOf } from '../trigrams-of.ts'

export const sqliteDialect: Dialect = {
  lockRows: lockNothing,
  claimRows: claimAnything,
  few: 10_000,
  mayContain(text) {
    const trigrams = trigramsOf(text)
    const numbers =
      trigrams.length > 0
        ? sql`select rowid from key_trigrams where key_trigrams match ${trigrams.map(quote).join(' AND ')}`
        : // FTS5 finds no less than three characters; of the list of those that there are, the beginnings.
          sql`select doc from key_trigram_places where term >= ${text} and term < ${`${text}\u{10FFFF}`}`
    return sql`api_keys.id in (select key_id from key_numbers where number in (${numbers}))`
  },
  rowsOf(columns, rows) {
    const names = Object.keys(columns)
    const selected = names.map((name) => sql`value ->> ${sql.lit(name)} as ${sql.ref(name)}`)
    return sql`(select ${sql.join(selected)} from json_each(${JSON.stringify(rows)}))`
  },
}

const quote = (trigram: string) => `"${trigram.replaceAll('"', '""')}"`

import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

/**
 * All that counts about the tables of a database, in lines to compare: by name, so that neither the order of columns nor
 * the way in which a table came about (made at once, or altered since) makes a difference.
 */
export type SchemaDescription = Record<string, string[]>

export function describeSqliteSchema(file: string): SchemaDescription {
  const database = new DatabaseSync(file, { readOnly: true })
  const ask = (sql: string, ...parameters: string[]) => database.prepare(sql).all(...parameters)
  try {
    const tables = ask(
      `select name, strict, wr from pragma_table_list
      where schema = 'main' and type <> 'shadow' and name not like 'sqlite_%'`,
    )
    return Object.fromEntries(
      tables.map(({ name, strict, wr }) => {
        const table = String(name)
        const columns = ask('select name, type, "notnull", dflt_value, pk, hidden from pragma_table_xinfo(?)', table)
        const foreignKeys = ask(
          'select id, seq, "table", "from", "to", on_update, on_delete from pragma_foreign_key_list(?)',
          table,
        )
        const indexes = ask('select name, "unique", origin, partial from pragma_index_list(?)', table)
        const lines = [
          `strict ${strict}, without rowid ${wr}`,
          ...columns.map((column) => `column ${JSON.stringify(column)}`),
          // Their numbers follow the order in which they were declared.
          ...foreignKeys.map(({ id: _, ...foreignKey }) => `references ${JSON.stringify(foreignKey)}`),
          ...indexes.map((index) => describeSqliteIndex(ask, index)),
          ...describeClauses(ask, table),
          ...describeWhole(ask, table),
        ]
        return [table, lines.toSorted()]
      }),
    )
  } finally {
    database.close()
  }
}

type Ask = (sql: string, ...parameters: string[]) => Record<string, unknown>[]

function describeSqliteIndex(ask: Ask, { name, unique, origin }: Record<string, unknown>): string {
  const parts = ask('select name, "desc", coll from pragma_index_xinfo(?) where key order by seqno', String(name))
  const [{ sql } = { sql: null }] = ask("select sql from sqlite_schema where type = 'index' and name = ?", String(name))
  const where = /\bwhere\b.*/is.exec(String(sql ?? ''))?.[0] ?? ''
  // Those that SQLite makes for keys of a table are numbered, in the order in which they were declared.
  return `index ${origin === 'c' ? name : origin} unique ${unique} ${JSON.stringify(parts)} ${where}`
}

/** What no pragma tells: collations and checks, as they are written. */
function describeClauses(ask: Ask, table: string): string[] {
  const [{ sql } = { sql: '' }] = ask("select sql from sqlite_schema where type = 'table' and name = ?", table)
  return [...String(sql).matchAll(/\bcollate\s+\S+|\bcheck\b.*/gi)].map(([clause]) => `clause ${clause}`)
}

/** What cannot be altered: views, virtual tables, and the triggers of a table. */
function describeWhole(ask: Ask, table: string): string[] {
  const found = ask(
    "select sql from sqlite_schema where tbl_name = ? and (type in ('view', 'trigger') or sql like 'create virtual%')",
    table,
  )
  return found.map(({ sql }) => String(sql).replaceAll(/\s+/g, ' '))
}

export async function describePostgresSchema(url: string): Promise<SchemaDescription> {
  const client = new Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ table: string; line: string }>(`
      with tables as (
        select oid, relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
      )
      select relname as table, concat_ws(' ', 'column', attname, format_type(atttypid, atttypmod), collname,
          case when attnotnull then 'not null' end, pg_get_expr(adbin, adrelid), attidentity, attgenerated) as line
        from tables
        join pg_attribute on attrelid = tables.oid and attnum > 0 and not attisdropped
        left join pg_collation on pg_collation.oid = attcollation
        left join pg_attrdef on adrelid = attrelid and adnum = attnum
      union all
      -- Not null ("n") is told with the columns; some versions list it here as well.
      select relname, concat_ws(' ', 'constraint', conname, pg_get_constraintdef(pg_constraint.oid))
        from tables join pg_constraint on conrelid = tables.oid where contype <> 'n'
      union all
      select relname, pg_get_indexdef(indexrelid) from tables join pg_index on indrelid = tables.oid
      union all
      select 'function ' || proname, pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
      order by 1, 2
    `)
    const description: SchemaDescription = {}
    for (const { table, line } of rows) description[table] = [...(description[table] ?? []), line]
    return description
  } finally {
    await client.end()
  }
}

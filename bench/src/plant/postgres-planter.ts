import pg from 'pg'
import type { PlantedTable, Planter, Value } from './planter.ts'

const rowsAtOnce = 5_000

/** Into a database of PostgreSQL. What is referred to must be planted before what refers to it. */
export async function openPostgresPlanter(url: string): Promise<Planter> {
  const client = new pg.Client(url)
  await client.connect()
  // It need not survive a power cut. The index for parts of names is built once, in the end.
  await client.query('set synchronous_commit = off')
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where tablename = 'api_keys' and indexdef like '% USING gin %'`,
  )
  for (const { name } of indexes) await client.query(`drop index ${name}`)
  const waiting = new Map<PlantedTable, object[]>()

  async function write(): Promise<void> {
    for (const [table, rows] of waiting) {
      await client.query(
        `insert into ${table}
         select (jsonb_populate_record((select first from ${table} first limit 1), given)).*
         from jsonb_array_elements($1::jsonb) given`,
        [JSON.stringify(rows)],
      )
    }
    waiting.clear()
  }

  return {
    async plant(table, row) {
      const rows = waiting.get(table) ?? []
      waiting.set(table, rows)
      const written = Object.entries(row).map(([column, value]) => [column, writeValue(value)])
      if (rows.push(Object.fromEntries(written)) >= rowsAtOnce) await write()
    },
    async finish() {
      await write()
      for (const { definition } of indexes) await client.query(definition)
      await client.query('vacuum analyze')
      await client.end()
    },
  }
}

/** Bytes as PostgreSQL reads them in a text. */
function writeValue(value: Value): string | number | null {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value
}

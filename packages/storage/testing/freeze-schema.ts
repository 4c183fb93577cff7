/**
 * Writes down what databases look like that a released migration has made, with a little data in them:
 *
 *   node packages/storage/testing/freeze-schema.ts 0001_accounts_and_keys
 *
 * Run it for the newest migration before adding another one; the tests of `migrate.ts` then hold that every later
 * version can take over such a database. Needs `pg_dump` on the PATH, no older than the PostgreSQL of the tests.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import type { Kysely } from 'kysely'
import type { Engine } from '../src/engine.ts'
import { makeStore } from '../src/kysely-store.ts'
import { type MigrationName, migrate, migrationNames } from '../src/migrate.ts'
import { type ColumnTypes, postgresTypes, sqliteTypes } from '../src/migrations/migration-types.ts'
import { listenTo, openDatabase as openPostgres } from '../src/postgres/open-postgres-store.ts'
import { postgresEngine } from '../src/postgres/postgres-engine.ts'
import { openDatabase as openSqlite } from '../src/sqlite/open-sqlite-store.ts'
import { sqliteEngine } from '../src/sqlite/sqlite-engine.ts'
import type { Tables } from '../src/tables.ts'
import { startPostgres } from './postgres-server.ts'
import { releasedSchemaFile } from './released-schema.ts'
import { fillSampleDatabase, frozenUse } from './sample-database.ts'

const migration = migrationNames.find((name) => name === process.argv[2])
if (migration === undefined) throw new Error(`name one of ${migrationNames.join(', ')}`)
await freezeSqlite(migration)
await freezePostgres(migration)

type Creates = Record<string, unknown>[]

async function freezeSqlite(migration: MigrationName): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'keystead-freeze-'))
  const file = join(directory, 'frozen.sqlite')
  await fill(openSqlite(file), sqliteEngine(), sqliteTypes, migration)
  const database = new DatabaseSync(file)
  const ask = (sql: string) => database.prepare(sql).all()
  const createsOf = (type: string) =>
    ask(`select sql from sqlite_schema where type = '${type}' and sql is not null order by rowid`)
  // Without the shadow tables that a virtual one makes for itself.
  const tables = ask(`
    select name, sql, list.type = 'virtual' as virtual from sqlite_schema join pragma_table_list as list using (name)
    where list.schema = 'main' and list.type in ('table', 'virtual') and sql is not null order by sqlite_schema.rowid
  `)
  const inserts = tables.flatMap(({ name, sql, virtual }) => {
    // What an index holds of a table that it was made for is made once more.
    if (virtual) return String(sql).includes('content =') ? [`INSERT INTO ${name} (${name}) VALUES ('rebuild');`] : []
    const columns = ask(`select name from pragma_table_info('${name}')`).map((column) => column.name)
    const values = columns.map((column) => `quote("${column}")`).join(` || ', ' || `)
    return ask(`select ${values} as row from "${name}"`).map(({ row }) => `INSERT INTO ${name} VALUES (${row});`)
  })
  const [indexes, views, triggers] = ['index', 'view', 'trigger'].map(createsOf) as [Creates, Creates, Creates]
  const write = (creates: Creates) => creates.map(({ sql }) => `${sql};`)
  const lines = [...write([...views, ...tables, ...indexes]), ...inserts, ...write(triggers)]
  database.close()
  rmSync(directory, { recursive: true })
  writeFileSync(releasedSchemaFile('sqlite', migration), `${lines.join('\n')}\n`)
}

async function freezePostgres(migration: MigrationName): Promise<void> {
  const server = await startPostgres()
  try {
    const patience = { connectMs: 5_000, statementMs: 0, silenceMs: 0 }
    const database = openPostgres(server.url, () => {}, patience)
    await fill(database, postgresEngine(database, listenTo(server.url, patience)), postgresTypes, migration)
    const { url, password } = withoutPassword(server.url)
    const dump = await promisify(execFile)(
      'pg_dump',
      ['--inserts', '--no-owner', '--no-privileges', '--no-comments', `--dbname=${url}`],
      { env: { ...process.env, PGPASSWORD: password } },
    )
    // Comments, settings of the session that dumped, and commands to psql.
    const lines = dump.stdout
      .split('\n')
      .filter((line) => !/^(?:--|SET |SELECT pg_catalog\.set_config|\\|$)/.test(line))
    writeFileSync(releasedSchemaFile('postgres', migration), `${lines.join('\n')}\n`)
  } finally {
    await server.stop()
  }
}

async function fill(database: Kysely<Tables>, engine: Engine, types: ColumnTypes, until: MigrationName): Promise<void> {
  await migrate(database as unknown as Kysely<never>, types, until)
  await fillSampleDatabase(makeStore(database, engine))
  await database
    .updateTable('api_keys')
    .set({ last_used_at: frozenUse.usedAt })
    .where('id', '=', frozenUse.keyId)
    .execute()
  await database.destroy()
}

function withoutPassword(text: string): { url: string; password: string } {
  const url = new URL(text)
  const { password } = url
  url.password = ''
  return { url: url.href, password }
}

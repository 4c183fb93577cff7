// A Keystead with a short trail, its database open to whoever tampers with it, and everything as before afterwards.

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TrailReport, verifyTrail } from '@keystead/core'
import { makePasswordHasher } from '@keystead/server/src/password-hasher.ts'
import { openPeppers } from '@keystead/server/src/pepper-file.ts'
import { openPostgresStore, openSqliteStore } from '@keystead/storage'
import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import pg from 'pg'
import { inject } from 'vitest'
import { type Ending, startCommand } from './keystead-command.ts'
import { createKey, openRestClient, type RestClient } from './rest-client.ts'

type Row = Readonly<Record<string, unknown>>

export type AuditedKeystead = {
  readonly environment: Readonly<Record<string, string>>
  /** As many events as the trail has. */
  readonly events: number
  /** The anchor of its end. */
  readonly anchor: string
  /** Whoever can write to the database, and no more. */
  sql(statement: string): Promise<Row[]>
  /** Runs a command to its end. */
  run(args: readonly string[]): Promise<Ending>
  /** The check alone, in this process. Not beside a server on SQLite. */
  verifyHere(): Promise<TrailReport>
  /** Makes another event. For a server that runs. */
  act(): Promise<void>
  /** Puts the trail back to what it was in the beginning. */
  restore(): Promise<void>
  remove(): Promise<void>
}

export type Variant = {
  readonly database: 'SQLite' | 'PostgreSQL'
  /** Whether a server goes on running. */
  readonly running: boolean
}

const args = ['bootstrap', '--email', 'ada@example.com', '--organization', 'acme']

export async function startAudited({ database, running }: Variant): Promise<AuditedKeystead> {
  const folder = await mkdtemp(join(tmpdir(), 'keystead-audited-'))
  const dataFolder = join(folder, 'data')
  const test = database === 'PostgreSQL' ? await createTestDatabase(inject('postgresUrl')) : undefined
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    KEYSTEAD_DATA_DIR: dataFolder,
    KEYSTEAD_PORT: '0',
    ...(test && { DATABASE_URL: test.url }),
  }
  const run = (args: readonly string[]) => startCommand(args, { environment }).ended
  const bootstrapped = await run(args)
  if (bootstrapped.exitCode !== 0)
    throw new Error(`bootstrap ended with ${bootstrapped.exitCode}:\n${bootstrapped.stderr}`)
  const { token } = JSON.parse(bootstrapped.revealStdout()) as { token: string }

  const server = startCommand(['serve'], { environment })
  const [, url = ''] = await server.waitForOutput(/ is listening on (http:\S+)/)
  const client = openRestClient(url)
  await makeEvents(client, token)
  if (!running) {
    server.signal('SIGTERM')
    await server.ended
  }
  const anchor = (await run(['audit', 'anchor'])).stdout.trim()

  const { sql, close } = await (test === undefined ? openSqlite(dataFolder) : openPostgres(test.url))
  const tables = ['audit_events', 'audit_head']
  const before = await Promise.all(tables.map(async (table) => [table, await sql(`SELECT * FROM ${table}`)] as const))
  return {
    environment,
    events: before[0]?.[1].length ?? 0,
    anchor,
    sql,
    run,
    async verifyHere() {
      const store = test === undefined ? await openSqliteStore(dataFolder) : await openPostgresStore(test.url, () => {})
      try {
        const peppers = await openPeppers(store, join(dataFolder, 'pepper'))
        const tokens = { prefix: 'ksd', legacyKeys: false }
        return await verifyTrail({
          store,
          peppers,
          tokens,
          clock: { now: Date.now },
          randomness: { bytes: randomBytes },
          passwords: makePasswordHasher(),
        })
      } finally {
        await store.close()
      }
    },
    act: async () => void (await createKey(client, token, { name: 'another' })),
    async restore() {
      for (const [table, rows] of before) {
        await sql(`DELETE FROM ${table}`)
        for (const row of rows) await sql(insertStatement(table, row))
      }
    },
    async remove() {
      await close()
      server.signal('SIGKILL')
      await server.ended
      await test?.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Eleven, after the one of the bootstrap. */
async function makeEvents(client: RestClient, token: string): Promise<void> {
  for (let made = 0; made < 8; made += 1) await createKey(client, token, { name: `key ${made}` })
  await client.call('POST', '/api/v1/organizations/acme/teams', { token, body: { name: 'core' } })
  await client.call('DELETE', '/api/v1/keys/nosuchkeynosuchk', { token })
  await client.call('POST', '/api/v1/users', { token, body: { email: 'bo@example.com' } })
}

type Database = Pick<AuditedKeystead, 'sql'> & { close(): Promise<void> }

async function openSqlite(dataFolder: string): Promise<Database> {
  const database = new DatabaseSync(join(dataFolder, 'keystead.sqlite'), { timeout: 5_000 })
  return {
    sql: async (statement) => database.prepare(statement).all() as Row[],
    close: async () => database.close(),
  }
}

async function openPostgres(url: string): Promise<Database> {
  const client = new pg.Client(url)
  await client.connect()
  return {
    sql: async (statement) => (await client.query(statement)).rows,
    close: () => client.end(),
  }
}

export function insertStatement(table: string, row: Row): string {
  const quote = (value: unknown) => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`)
  return `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).map(quote).join(', ')})`
}

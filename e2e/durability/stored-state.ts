// What a crash left in the database, read without the product: a question to the file or to PostgreSQL itself.

import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

export interface StoredState {
  /** What the database itself finds wrong; empty when it is sound. */
  readonly damage: readonly string[]
  /** Without the key of the first administrator. */
  readonly keyIds: ReadonlySet<string>
  /** The keys that the remembered creations speak of, written in one transaction with their key. */
  readonly createdKeyIds: ReadonlySet<string>
}

const keyIdsQuery = `SELECT id FROM api_keys WHERE name <> 'bootstrap'`
const createdKeyIdsQuery = 'SELECT key_id AS id FROM idempotent_creations'

/** Reads a copy, so that the server itself still finds what the crash left, and has to recover from it. */
export async function readSqliteState(dataFolder: string): Promise<StoredState> {
  const copy = await mkdtemp(join(tmpdir(), 'keystead-crashed-'))
  try {
    const files = (await readdir(dataFolder)).filter((name) => name.startsWith('keystead.sqlite'))
    for (const name of files) await copyFile(join(dataFolder, name), join(copy, name))
    const database = new DatabaseSync(join(copy, 'keystead.sqlite'))
    const read = (query: string) => database.prepare(query).all()
    const integrity = read('PRAGMA integrity_check').flatMap(({ integrity_check: word }) =>
      word === 'ok' ? [] : [String(word)],
    )
    const orphans = read('PRAGMA foreign_key_check').map(({ table }) => `a row of ${table} refers to none`)
    const [keyIds, createdKeyIds] = [keyIdsQuery, createdKeyIdsQuery].map((query) => collectIds(read(query)))
    database.close()
    return {
      damage: [...integrity, ...orphans],
      keyIds: keyIds ?? new Set(),
      createdKeyIds: createdKeyIds ?? new Set(),
    }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** Waits until PostgreSQL has noticed that the killed process is gone: till then it can still commit what it was sent. */
export async function readPostgresState(url: string): Promise<StoredState> {
  const client = new Client(url)
  await client.connect()
  try {
    const others = `SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`
    while ((await client.query(others)).rowCount !== 0);
    const keyIds = collectIds((await client.query(keyIdsQuery)).rows)
    const createdKeyIds = collectIds((await client.query(createdKeyIdsQuery)).rows)
    return { damage: [], keyIds, createdKeyIds }
  } finally {
    await client.end()
  }
}

function collectIds(rows: readonly Record<string, unknown>[]): Set<string> {
  return new Set(rows.map(({ id }) => String(id)))
}

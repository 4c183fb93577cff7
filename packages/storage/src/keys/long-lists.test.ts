import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@keystead/core'
import type { Kysely } from 'kysely'
import { describe, inject } from 'vitest'
import { createTestDatabase } from '../../testing/create-test-database.ts'
import type { TestStore } from '../../testing/open-test-stores.ts'
import { describeKeyListModel } from '../../testing/store-contract/key-list-model.ts'
import { makeStore } from '../kysely-store.ts'
import { migrate } from '../migrate.ts'
import { postgresTypes, sqliteTypes } from '../migrations/migration-types.ts'
import { listenTo, openDatabase as openPostgres } from '../postgres/open-postgres-store.ts'
import { postgresEngine } from '../postgres/postgres-engine.ts'
import { openDatabase as openSqlite } from '../sqlite/open-sqlite-store.ts'
import { sqliteEngine } from '../sqlite/sqlite-engine.ts'
import type { Tables } from '../tables.ts'

// Long lists are looked for in other ways than short ones, and must hold the same. Here three keys are too many.
const few = 3

async function openSqliteStore(): Promise<TestStore> {
  const directory = mkdtempSync(join(tmpdir(), 'keystead-test-'))
  const database = openSqlite(join(directory, 'few.sqlite'))
  await migrate(database as unknown as Kysely<never>, sqliteTypes)
  return testStore(makeStore(database, { ...sqliteEngine(), few }), async () => rmSync(directory, { recursive: true }))
}

async function openPostgresStore(): Promise<TestStore> {
  const { url, drop } = await createTestDatabase(inject('postgresUrl'))
  const patience = { connectMs: 5_000, statementMs: 0, silenceMs: 0 }
  const database: Kysely<Tables> = openPostgres(url, () => {}, patience)
  await migrate(database as unknown as Kysely<never>, postgresTypes)
  return testStore(makeStore(database, { ...postgresEngine(database, listenTo(url, patience)), few }), drop)
}

function testStore(store: Store, remove: () => Promise<void>): TestStore {
  return {
    store,
    location: '',
    reopen: async () => store,
    async close() {
      await store.close()
      await remove()
    },
  }
}

describe('long lists in SQLite', () => describeKeyListModel(openSqliteStore))
describe('long lists in PostgreSQL', () => describeKeyListModel(openPostgresStore))

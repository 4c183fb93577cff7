import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@keystead/core'
import { inject } from 'vitest'
import { openPostgresStore } from '../src/postgres/open-postgres-store.ts'
import { openSqliteStore } from '../src/sqlite/open-sqlite-store.ts'
import { createTestDatabase } from './create-test-database.ts'

/** A store in a fresh database of its own. */
export type TestStore = {
  readonly store: Store
  /** The data directory, or the URL. */
  readonly location: string
  /** Closes the store that was opened last, and opens the same database again. */
  reopen(): Promise<Store>
  /** Closes the store that was opened last, and removes the database. */
  close(): Promise<void>
}

export type TestDatabase = { readonly name: 'SQLite' | 'PostgreSQL'; open(): Promise<TestStore> }

/** Both databases, for `describe.each`: what a suite promises, it promises on each. */
export const testStores: readonly TestDatabase[] = [
  {
    name: 'SQLite',
    async open() {
      const directory = await mkdtemp(join(tmpdir(), 'keystead-test-'))
      const remove = () => rm(directory, { recursive: true, force: true })
      return openTestStore(directory, () => openSqliteStore(directory), remove)
    },
  },
  {
    name: 'PostgreSQL',
    async open() {
      const { url, drop } = await createTestDatabase(inject('postgresUrl'))
      return openTestStore(url, () => openPostgresStore(url, () => {}), drop)
    },
  },
]

async function openTestStore(
  location: string,
  open: () => Promise<Store>,
  remove: () => Promise<void>,
): Promise<TestStore> {
  const store = await open()
  let current = store
  return {
    store,
    location,
    async reopen() {
      await current.close()
      current = await open()
      return current
    },
    async close() {
      await current.close()
      await remove()
    },
  }
}

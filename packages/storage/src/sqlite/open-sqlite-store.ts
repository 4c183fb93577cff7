import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Store } from '@keystead/core'
import { Kysely, SqliteDialect } from 'kysely'
import { KyselyStore } from '../kysely-store.ts'
import { migrate } from '../migrate.ts'
import { sqliteTypes } from '../migrations/migration-types.ts'
import { reportOutages } from '../report-outages.ts'
import type { Tables } from '../tables.ts'
import { lockDataDirectory } from './lock-data-directory.ts'
import { adaptDatabase } from './node-sqlite-database.ts'

export const databaseFileName = 'keystead.sqlite'

/**
 * Opens the store in a data directory, making and migrating what is missing. Only the owner of the process can read
 * what it makes. A commit is on the disk when it is answered. Fails with `DataDirectoryInUseError`.
 */
export async function openSqliteStore(directory: string): Promise<Store> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const unlock = lockDataDirectory(directory)
  try {
    const kysely = openDatabase(join(directory, databaseFileName))
    await migrate(kysely as unknown as Kysely<never>, sqliteTypes)
    return reportOutages(new LockedStore(kysely, unlock), isOutage)
  } catch (error) {
    unlock()
    throw error
  }
}

export function openDatabase(file: string): Kysely<Tables> {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  chmodSync(file, 0o600)
  // Write-ahead log for readers that do not wait, and an fsync for each commit: an answer is never ahead of the disk.
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: adaptDatabase(database) }) })
}

class LockedStore extends KyselyStore {
  readonly #unlock: () => void

  constructor(database: Kysely<Tables>, unlock: () => void) {
    super(database)
    this.#unlock = unlock
  }

  override async close(): Promise<void> {
    await super.close()
    this.#unlock()
  }
}

// Busy, locked, out of memory, read-only, interrupted, I/O error, full, cannot open: https://www.sqlite.org/rescode.html
const outages = new Set([5, 6, 7, 8, 9, 10, 13, 14])

function isOutage(error: unknown): boolean {
  // The low byte is the primary code; the rest of an extended one only adds detail.
  return error instanceof Error && 'errcode' in error && outages.has(Number(error.errcode) & 0xff)
}

import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Store } from '@keystead/core'
import { Kysely } from 'kysely'
import { migrate } from '../migrate.ts'
import { sqliteTypes } from '../migrations/migration-types.ts'
import { reportOutages } from '../report-outages.ts'
import type { Tables } from '../tables.ts'
import { lockDataDirectory } from './lock-data-directory.ts'
import { adaptDatabase } from './node-sqlite-database.ts'
import { makeSqliteStore } from './sqlite-store.ts'
import { TransactionalSqliteDialect } from './transactional-sqlite-dialect.ts'

export const databaseFileName = 'keystead.sqlite'

/**
 * Opens the store in a data directory, making and migrating what is missing. Only the owner of the process can read
 * what it makes. A commit is on the disk when it is answered.
 * Fails with {@link DataDirectoryInUseError} and {@link DatabaseTooNewError}.
 */
export async function openSqliteStore(directory: string): Promise<Store> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const unlock = lockDataDirectory(directory)
  let database: Kysely<Tables> | undefined
  try {
    database = openDatabase(join(directory, databaseFileName))
    await migrate(database as unknown as Kysely<never>, sqliteTypes)
    return reportOutages(makeSqliteStore(database, unlock), isOutage)
  } catch (error) {
    await database?.destroy()
    unlock()
    throw error
  }
}

export function openDatabase(file: string): Kysely<Tables> {
  // Before SQLite, which would let others read the file until its rights are changed; it gives its log files the same.
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  // Only this process writes; a tool that holds the file makes every caller wait, since a wait for it blocks all.
  const database = new DatabaseSync(file, { timeout: 1_000 })
  // Write-ahead log for readers that do not wait, an fsync for each commit: an answer is never ahead of the disk. The
  // cache, 64 MiB where SQLite would take 2, halves the time of lists that look through many keys.
  database.exec(`
    pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -65536
  `)
  return new Kysely<Tables>({ dialect: new TransactionalSqliteDialect({ database: adaptDatabase(database) }) })
}

// Busy, locked, out of memory, read-only, interrupted, I/O error, full, cannot open: https://www.sqlite.org/rescode.html
const outages = new Set([5, 6, 7, 8, 9, 10, 13, 14])

function isOutage(error: unknown): boolean {
  // The low byte is the primary code; the rest of an extended one only adds detail.
  return error instanceof Error && 'errcode' in error && outages.has(Number(error.errcode) & 0xff)
}

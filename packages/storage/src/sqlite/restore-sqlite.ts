import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Store } from '@keystead/core'
import type { Kysely } from 'kysely'
import { makeStore } from '../kysely-store.ts'
import { migrate } from '../migrate.ts'
import { sqliteTypes } from '../migrations/migration-types.ts'
import { BackupError, type BackupReport, examineCopy, reportOf, syncFolder } from './back-up-sqlite.ts'
import { lockDataDirectory } from './lock-data-directory.ts'
import { databaseFileName, openDatabase } from './open-sqlite-store.ts'
import { sqliteEngine } from './sqlite-engine.ts'

const companions = ['', '-journal', '-wal', '-shm']

/** Looks at what is restored, of which the head of the audit trail is given, and may add to it. */
type Examine = (store: Store, head: BackupReport['head']) => Promise<unknown>

/**
 * Puts a backup into a data directory that holds no database, brought up to the schema of this release. Nobody is signed in
 * afterwards: a session that was ended since the backup must not live again. `examine` may still refuse it, by throwing; then
 * the directory holds no database, as before. Fails with {@link BackupError}, {@link DataDirectoryInUseError} and
 * {@link DatabaseTooNewError}.
 */
export async function restoreSqlite(file: string, directory: string, examine: Examine): Promise<BackupReport> {
  if (!existsSync(file)) throw new BackupError(`${file} is not there`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const unlock = lockDataDirectory(directory)
  const target = join(directory, databaseFileName)
  const draft = `${target}.restoring`
  try {
    if (companions.some((suffix) => existsSync(target + suffix))) {
      throw new BackupError(`${directory} holds a database already; restore into an empty directory`)
    }
    // What a restore that was broken off has left.
    removeDraft(draft)
    copyFileSync(file, draft, constants.COPYFILE_EXCL)
    chmodSync(draft, 0o600)
    const facts = examineCopy(draft)
    await bringUpToDate(draft, (store) => examine(store, facts.head))
    syncFile(draft)
    renameSync(draft, target)
    syncFolder(directory)
    return reportOf(target, facts)
  } catch (error) {
    removeDraft(draft)
    throw error instanceof BackupError ? new BackupError(`${file} cannot be restored: ${error.message}`) : error
  } finally {
    unlock()
  }
}

function removeDraft(draft: string): void {
  for (const suffix of companions) rmSync(draft + suffix, { force: true })
}

async function bringUpToDate(draft: string, examine: (store: Store) => Promise<unknown>): Promise<void> {
  const database = openDatabase(draft)
  try {
    await migrate(database as unknown as Kysely<never>, sqliteTypes)
    await database.deleteFrom('sessions').execute()
    await database.deleteFrom('one_time_links').execute()
    await examine(makeStore(database, sqliteEngine()))
  } finally {
    await database.destroy()
  }
}

function syncFile(file: string): void {
  const descriptor = openSync(file, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { databaseFileName } from './open-sqlite-store.ts'

/** A backup that cannot be made, or not be used. The message is for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

/** What a backup was found to hold, when it was read again. */
export type BackupReport = {
  readonly bytes: number
  readonly keys: number
  /** The end of the audit trail; null when it holds no event. */
  readonly head: { readonly number: number; readonly mac: string; readonly at: number } | null
}

export type BackupOptions = {
  /** Takes the place of a file of this name. */
  readonly overwrite: boolean
  /** Pages done, and pages in all. */
  onProgress?(done: number, total: number): void
}

// 4 KiB each: often enough to be seen moving, and no step that anybody waits for.
const pagesPerStep = 1_000

/**
 * Copies the database of a data directory into one file, as it is at this moment, whatever a server writes meanwhile. The
 * copying reads beside the server, from one snapshot: nothing waits for it. The file has its name only once it is whole, has
 * been read again and found sound, and is on the disk. Fails with {@link BackupError}.
 */
export async function backUpSqlite(directory: string, file: string, options: BackupOptions): Promise<BackupReport> {
  const source = join(directory, databaseFileName)
  if (!existsSync(source)) throw new BackupError(`there is no Keystead database in ${directory}`)
  if (existsSync(file) && !options.overwrite) throw alreadyThere(file)
  const draft = `${file}.${randomUUID()}.part`
  const descriptor = openDraft(draft)
  try {
    const original = await copySnapshot(source, draft, options.onProgress)
    const copy = examineCopy(draft)
    if (!isDeepStrictEqual(copy, original)) throw new BackupError('the copy does not hold what the database does')
    fsyncSync(descriptor)
    // Unlike a rename, a link never replaces a file that somebody has made meanwhile.
    if (options.overwrite) renameSync(draft, file)
    else linkSync(draft, file)
    syncFolder(dirname(file))
    return reportOf(file, copy)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? alreadyThere(file) : error
  } finally {
    closeSync(descriptor)
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(draft + suffix, { force: true })
  }
}

export function reportOf(file: string, { rows, head }: Facts): BackupReport {
  return { bytes: statSync(file).size, keys: rows.api_keys ?? 0, head }
}

const alreadyThere = (file: string) => new BackupError(`${file} is there already; --overwrite replaces it`)

/** Ours alone from the first byte on. */
function openDraft(draft: string): number {
  try {
    return openSync(draft, 'wx', 0o600)
  } catch (error) {
    throw new BackupError(`${dirname(draft)} cannot be written to (${(error as NodeJS.ErrnoException).code})`)
  }
}

async function copySnapshot(source: string, draft: string, onProgress: BackupOptions['onProgress']): Promise<Facts> {
  const database = new DatabaseSync(source, { readOnly: true, timeout: 5_000 })
  try {
    // Held until the copy is whole. Without it, each write of the server would have the copying begin anew.
    database.exec('begin')
    const facts = readFacts(database)
    await backup(database, draft, {
      rate: pagesPerStep,
      progress: ({ totalPages, remainingPages }) => onProgress?.(totalPages - remainingPages, totalPages),
    })
    return facts
  } finally {
    database.close()
  }
}

/** What tells one state of a database from another, whatever its schema. */
type Facts = {
  /** How many rows each table has. */
  readonly rows: Readonly<Record<string, number>>
  /** The newest event of the audit trail. */
  readonly head: BackupReport['head']
}

function readFacts(database: DatabaseSync): Facts {
  const tables = database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name")
    .all()
    .map(({ name }) => String(name))
  if (!tables.includes('keystead_migrations')) throw new BackupError('that is no database of Keystead')
  const count = (table: string) => Number(database.prepare(`select count(*) total from "${table}"`).get()?.total)
  const newest = 'select number, mac, at from audit_events order by number desc limit 1'
  const head = tables.includes('audit_events') ? database.prepare(newest).get() : undefined
  return {
    rows: Object.fromEntries(tables.map((table) => [table, count(table)])),
    head: head === undefined ? null : (head as NonNullable<BackupReport['head']>),
  }
}

/** Reads a whole copy, and makes it one file with no log beside it. Fails with {@link BackupError} when it is not sound. */
export function examineCopy(file: string): Facts {
  const database = new DatabaseSync(file)
  try {
    database.exec('pragma journal_mode = delete')
    const read = (query: string) => database.prepare(query).all()
    const isSound = read('pragma integrity_check').every(({ integrity_check: word }) => word === 'ok')
    if (!isSound || read('pragma foreign_key_check').length > 0) throw new BackupError('it is damaged')
    return readFacts(database)
  } catch (error) {
    // SQLite's own words for a file that is something else, or cut.
    throw error instanceof BackupError ? error : new BackupError(`it is damaged (${(error as Error).message})`)
  } finally {
    database.close()
  }
}

/** A name outlives a power cut only once its folder is on the disk. Windows neither needs nor allows it. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

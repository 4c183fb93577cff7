import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Another process works on the same data directory. */
export class DataDirectoryInUseError extends Error {
  override readonly name = 'DataDirectoryInUseError'
}

/**
 * Makes this process the only one on a data directory until it calls the answer or ends, however it ends: the lock is
 * the operating system's own lock on a file, which no crash leaves behind. SQLite takes it, since Node has no call of
 * its own for it. Fails with {@link DataDirectoryInUseError}, which names the other process.
 */
export function lockDataDirectory(directory: string): () => void {
  const lockFile = join(directory, 'keystead.lock')
  const pidFile = join(directory, 'keystead.pid')
  const lock = new DatabaseSync(lockFile)
  try {
    chmodSync(lockFile, 0o600)
    lock.exec('pragma locking_mode = exclusive; begin exclusive')
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  } catch (error) {
    lock.close()
    if (!isLocked(error)) throw error
    throw new DataDirectoryInUseError(
      `another Keystead (process ${readOwner(pidFile)}) uses the data directory ${directory}`,
    )
  }
  return () => lock.close()
}

// SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy
const sqliteBusy = 5

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}

function readOwner(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim()
  } catch {
    return 'unknown'
  }
}

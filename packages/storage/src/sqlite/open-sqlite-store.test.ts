import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertKey, insertUser, sampleKeyId } from '../../testing/sample-accounts.ts'
import { DataDirectoryInUseError } from './lock-data-directory.ts'
import { databaseFileName, openDatabase, openSqliteStore } from './open-sqlite-store.ts'

let folder: string
let directory: string
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keystead-test-'))
  directory = join(folder, 'data')
})

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill))
  rmSync(folder, { recursive: true })
})

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** Another process that opens the store of this directory, says how that went, and keeps it until it is killed. */
async function openElsewhere(dataDirectory: string): Promise<{ child: ChildProcess; said: string }> {
  const module = JSON.stringify(new URL('./open-sqlite-store.ts', import.meta.url).href)
  const script = `
    import { openSqliteStore } from ${module}
    process.stdin.resume()
    openSqliteStore(${JSON.stringify(dataDirectory)}).then(
      (store) => { globalThis.store = store; console.log('open') },
      (error) => console.log(error.name),
    )
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data')
  return { child, said }
}

describe('a data directory', () => {
  it('that another process uses is refused with the number of that process', async () => {
    const { pid } = (await openElsewhere(directory)).child
    const refused = openSqliteStore(directory)
    await expect(refused).rejects.toThrow(DataDirectoryInUseError)
    await expect(refused).rejects.toThrow(new RegExp(`\\bprocess ${pid}\\b.*${directory}`))
  })

  it('is the same through a symbolic link', async () => {
    const { pid } = (await openElsewhere(directory)).child
    const link = join(folder, 'link')
    symlinkSync(directory, link)
    await expect(openSqliteStore(link)).rejects.toThrow(`process ${pid}`)
  })

  it('that the same process uses already is refused, too, and remains refused to others', async () => {
    const store = await openSqliteStore(directory)
    await expect(openSqliteStore(directory)).rejects.toThrow(`process ${process.pid}`)
    // A lock of POSIX ends when its process closes the file, by whatever handle.
    expect((await openElsewhere(directory)).said).toBe('DataDirectoryInUseError\n')
    await store.ping()
    await store.close()
  })

  it('is free again when its process was killed', async () => {
    const { child, said } = await openElsewhere(directory)
    expect(said).toBe('open\n')
    await kill(child)
    const store = await openSqliteStore(directory)
    await store.ping()
    await store.close()
  })

  it('is free again when the store was closed', async () => {
    await (await openSqliteStore(directory)).close()
    const { child } = await openElsewhere(directory)
    expect(readFileSync(join(directory, 'keystead.pid'), 'utf8')).toBe(`${child.pid}\n`)
  })

  it('is free again when it could not be opened', async () => {
    mkdirSync(join(directory, databaseFileName), { recursive: true })
    await expect(openSqliteStore(directory)).rejects.toThrow('EISDIR')
    rmSync(join(directory, databaseFileName), { recursive: true })
    await (await openSqliteStore(directory)).close()
  })

  it('and all that is in it can be read by the owner of the process only', async () => {
    const store = await openSqliteStore(directory)
    await insertKey(store, await insertUser(store))
    const files = readdirSync(directory)
    expect(files).toEqual(expect.arrayContaining([databaseFileName, `${databaseFileName}-wal`, 'keystead.pid']))
    const rights = (path: string) => (statSync(path).mode & 0o777).toString(8)
    expect(rights(directory)).toBe('700')
    expect(files.map((file) => [file, rights(join(directory, file))])).toEqual(files.map((file) => [file, '600']))
    await store.close()
  })

  it('that holds a database which others can read takes that right from them', async () => {
    await (await openSqliteStore(directory)).close()
    const file = join(directory, databaseFileName)
    chmodSync(file, 0o644)
    await (await openSqliteStore(directory)).close()
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
  })
})

describe('the SQLite database', () => {
  it('writes ahead, waits for the disk with each commit, and keeps references whole', async () => {
    mkdirSync(directory)
    const database = openDatabase(join(directory, databaseFileName))
    const pragmas = ['journal_mode', 'synchronous', 'foreign_keys']
    const values = await Promise.all(
      pragmas.map(async (pragma) => (await sql.raw(`pragma ${pragma}`).execute(database)).rows[0]),
    )
    // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    expect(values).toEqual([{ journal_mode: 'wal' }, { synchronous: 2 }, { foreign_keys: 1 }])
    await database.destroy()
  })

  it('that a tool holds locked is unavailable for writes, still readable, and goes on when it is let go', async () => {
    const store = await openSqliteStore(directory)
    const owner = await insertUser(store)
    const key = await insertKey(store, owner)
    const tool = new DatabaseSync(join(directory, databaseFileName))
    tool.exec('begin immediate')
    await expect(insertKey(store, owner, { id: sampleKeyId() })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(await store.findKey(key.id)).toMatchObject({ id: key.id })
    tool.exec('rollback')
    tool.close()
    expect(await insertKey(store, owner)).toBeDefined()
    await store.close()
  })
})

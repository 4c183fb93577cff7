import { randomBytes, randomUUID } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Peppers, pepperBytes, pepperCheckValue, type Store } from '@keystead/core'
import { type PepperLine, parsePepperLines, toPeppers, writePepperLines } from './pepper-lines.ts'

/** A pepper that cannot be used. The message is for whoever starts the process and holds nothing of the pepper. */
export class PepperError extends Error {
  override readonly name = 'PepperError'
}

/**
 * Opens the peppers of an instance and holds them against what its database was written with. A wrong pepper would refuse
 * every key that there is, and a new one in its place would hide that it is gone: better not to start. Only a database
 * that knows no pepper yet gets a new one. Fails with {@link PepperError}, and then leaves everything as it was.
 */
export async function openPeppers(store: Store, file: string): Promise<Peppers> {
  const checks = await store.listPepperChecks()
  const found = readPepperFile(file)
  if (found === undefined && checks.size > 0) {
    throw new PepperError(
      `${file} is missing, and this database was written under its pepper; restore it: without it no key works`,
    )
  }
  const peppers = readPeppers(found ?? makePepperFile(file), file)
  const known = new Map(peppers.versions().map((pepper) => [pepper.version, pepperCheckValue(pepper)]))
  for (const version of await store.listPepperVersionsInUse()) {
    if (known.has(version)) continue
    throw new PepperError(`${file} lacks pepper version ${version}, under which keys in this database were made`)
  }
  // All are compared before any is remembered: a file that is refused must not shut out the right one.
  for (const [version, checkValue] of known) {
    if (checks.has(version) && checks.get(version) !== checkValue) throw wrongPepper(file, version)
  }
  for (const [version, checkValue] of known) {
    if (checks.has(version) || (await store.rememberPepperCheck(version, checkValue)) === checkValue) continue
    // Another node started on the same empty database and was first. Nothing was written under what was made here.
    if (found === undefined) rmSync(file, { force: true })
    throw wrongPepper(file, version)
  }
  return peppers
}

function wrongPepper(file: string, version: number): PepperError {
  return new PepperError(
    `${file} holds another pepper version ${version} than this database was written with; restore the right file`,
  )
}

/**
 * Writes the file anew with other lines, whole or not at all, and on the disk before anybody uses what is new in it: a
 * pepper that is lost takes the keys along that were made under it. Of two who change it at once, one is refused.
 */
export function changePepperFile(file: string, change: (lines: readonly PepperLine[]) => readonly PepperLine[]): void {
  const draft = `${file}.new`
  const descriptor = openDraft(draft)
  try {
    const text = readPepperFile(file)
    if (text === undefined) throw new PepperError(`${file} is missing`)
    readPeppers(text, file)
    const changed = writePepperLines(change(parsePepperLines(text)))
    readPeppers(changed, file)
    writeSync(descriptor, changed)
    fsyncSync(descriptor)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  } finally {
    closeSync(descriptor)
  }
  syncFolder(dirname(file))
}

/** The draft is the lock, too: it can be made by one only. */
function openDraft(draft: string): number {
  try {
    return openSync(draft, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new PepperError(
      `${draft} is there: somebody else changes the peppers, or a change was broken off; in that case remove it`,
    )
  }
}

function readPeppers(text: string, file: string): Peppers {
  try {
    return toPeppers(parsePepperLines(text))
  } catch {
    // Not even the cause: an error about a line could hold the line.
    throw new PepperError(`${file} is not a pepper file: each line is a version, a space and 32 bytes in base64url`)
  }
}

function readPepperFile(file: string): string | undefined {
  const status = statSync(file, { throwIfNoEntry: false })
  if (status === undefined) return undefined
  if (!status.isFile()) throw new PepperError(`${file} is not a file`)
  if (isOpenToOthers(status)) {
    throw new PepperError(`others can read ${file}; make it yours alone: chmod 600 ${file}`)
  }
  return readFileSync(file, 'utf8')
}

/** As ssh looks at its keys. Windows has no such bits. */
function isOpenToOthers({ mode, uid }: Stats): boolean {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return false
  // Kubernetes hands a secret to who is not root as a file of root that a group of the pod's own can read.
  const isHandedByRoot = uid === 0 && process.getuid?.() !== 0 && (mode & 0o077) === 0o040
  return !isHandedByRoot
}

/**
 * Makes the file with one new pepper, whole or not at all, and answers what it then holds: of two processes that start at
 * once, one makes it, and both read the same.
 */
function makePepperFile(file: string): string {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  const descriptor = openSync(draft, 'wx', 0o600)
  try {
    writeSync(descriptor, `1 ${randomBytes(pepperBytes).toString('base64url')}\n`)
    fsyncSync(descriptor)
    // Unlike a rename, a link never replaces a file that another process has made meanwhile.
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    closeSync(descriptor)
    unlinkSync(draft)
  }
  syncFolder(folder)
  return readFileSync(file, 'utf8')
}

/** A new file outlives a power cut only once its folder is on the disk, too. Windows neither needs nor allows it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

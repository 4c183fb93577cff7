import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { makePepper, type Pepper, Peppers, pepperBytes, pepperCheckValue, type Store } from '@keystead/core'

/** A pepper that cannot be used. The message is for whoever starts the process and holds nothing of the pepper. */
export class PepperError extends Error {
  override readonly name = 'PepperError'
}

/**
 * Opens the peppers of an instance and holds them against what its database was written with. A wrong pepper would refuse
 * every key that there is, and a new one in its place would hide that it is gone: better not to start. Only where the
 * database holds no key yet is a missing file made. Fails with {@link PepperError}.
 *
 * The file has a line for each version: the version, a space, and at least 32 bytes in base64url.
 */
export async function openPeppers(store: Store, file: string): Promise<Peppers> {
  const needed = await store.listPepperVersionsInUse()
  const text = readPepperFile(file) ?? (needed.length === 0 ? makePepperFile(file) : undefined)
  if (text === undefined) {
    throw new PepperError(`${file} is missing, and the keys in this database were made under its pepper; restore it`)
  }
  const peppers = parsePeppers(text, file)
  const known = peppers.versions()
  for (const version of needed) {
    if (known.some((pepper) => pepper.version === version)) continue
    throw new PepperError(`${file} lacks pepper version ${version}, under which keys in this database were made`)
  }
  for (const pepper of known) {
    const checkValue = pepperCheckValue(pepper)
    if ((await store.rememberPepperCheck(pepper.version, checkValue)) === checkValue) continue
    throw new PepperError(
      `${file} holds another pepper version ${pepper.version} than this database was written with; restore the right file`,
    )
  }
  return peppers
}

function parsePeppers(text: string, file: string): Peppers {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  try {
    return new Peppers(lines.map(parseLine))
  } catch {
    // Not even the cause: an error about a line could hold the line.
    throw new PepperError(`${file} is not a pepper file: each line is a version, a space and 32 bytes in base64url`)
  }
}

function parseLine(line: string): Pepper {
  const [, version, secret] = /^([1-9]\d{0,8}) ([A-Za-z0-9_-]+)$/.exec(line.trim()) ?? []
  if (version === undefined || secret === undefined) throw new RangeError()
  return makePepper(Number(version), Buffer.from(secret, 'base64url'))
}

function readPepperFile(file: string): string | undefined {
  const status = statSync(file, { throwIfNoEntry: false })
  if (status === undefined) return undefined
  // As ssh does with its keys. Windows has no such bits.
  if (process.platform !== 'win32' && (status.mode & 0o077) !== 0) {
    throw new PepperError(`others can read ${file}; make it yours alone: chmod 600 ${file}`)
  }
  return readFileSync(file, 'utf8')
}

function makePepperFile(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const text = `1 ${randomBytes(pepperBytes).toString('base64url')}\n`
  // Exclusive: of two processes that start at once, one makes it and the other fails instead of overwriting it.
  const descriptor = openSync(file, 'wx', 0o600)
  writeSync(descriptor, text)
  fsyncSync(descriptor)
  closeSync(descriptor)
  return text
}

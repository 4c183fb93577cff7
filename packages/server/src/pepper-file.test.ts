import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestToken, KeyToken, type Peppers } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAccepted } from '../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'
import { openPeppers as openFor, PepperError } from './pepper-file.ts'

const newSecret = () => randomBytes(32).toString('base64url')
const modeOf = (path: string) => statSync(path).mode & 0o777

/** A fresh database and an empty folder for the pepper file, for each test of a suite. */
function prepare(open: () => Promise<TestStore>) {
  let opened: TestStore
  let directory: string
  beforeEach(async () => {
    opened = await open()
    directory = mkdtempSync(join(tmpdir(), 'keystead-pepper-'))
  })
  afterEach(async () => {
    await opened.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const at = (...names: string[]) => join(directory, ...names)
  return {
    at,
    openPeppers: (file = at('pepper')) => openFor(opened.store, file),
    write: (...lines: string[]) => writeFileSync(at('pepper'), `${lines.join('\n')}\n`, { mode: 0o600 }),
    store: () => opened.store,
    /** What the operator is told when these peppers cannot be used. */
    async refusal() {
      const error: unknown = await openFor(opened.store, at('pepper')).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).toBeInstanceOf(PepperError)
      const { message, cause } = error as PepperError
      return `${message} ${cause ?? ''}`
    },
  }
}

describe.each(testStores)('the pepper file beside $name', ({ open }) => {
  const { at, openPeppers, write, store, refusal } = prepare(open)
  /** Starts an app on these peppers, so that the database holds keys that were made under the newest. */
  const startWith = (peppers: Peppers): Promise<TestApp> => startTestApp(store(), { peppers })

  it('is the same at each start of an instance, and another for every other instance', async () => {
    const digest = (peppers: Peppers) => Buffer.from(digestToken(new KeyToken('text'), peppers.current)).toString('hex')
    const first = digest(await openPeppers())
    expect(digest(await openPeppers())).toBe(first)
    const other = await open()
    try {
      expect(digest(await openFor(other.store, at('other')))).not.toBe(first)
    } finally {
      await other.close()
    }
  })

  it('is refused when it holds another pepper than the database was written with, before any key is', async () => {
    await openPeppers()
    const wrong = newSecret()
    write(`1 ${wrong}`)
    const message = await refusal()
    expect(message).toContain('another pepper version 1')
    expect(message).not.toContain(wrong)
  })

  it('is refused when it lacks a version under which there are keys', async () => {
    const second = newSecret()
    write(`1 ${newSecret()}`, `2 ${second}`)
    const app = await startWith(await openPeppers())
    await app.close()
    write(`3 ${newSecret()}`)
    const message = await refusal()
    expect(message).toContain('lacks pepper version 2')
    expect(message).not.toContain(second)
  })

  it('is never made anew where keys depend on the one that is gone', async () => {
    const app = await startWith(await openPeppers())
    await app.close()
    rmSync(at('pepper'))
    expect(await refusal()).toContain(`${at('pepper')} is missing`)
    expect(existsSync(at('pepper'))).toBe(false)
  })

  it('may drop a version that no key needs any more', async () => {
    const second = newSecret()
    write(`1 ${newSecret()}`, `2 ${second}`)
    const app = await startWith(await openPeppers())
    await app.close()
    write(`2 ${second}`)
    expect((await openPeppers()).versions().map(({ version }) => version)).toEqual([2])
  })

  it('can be replaced without locking anybody out: old keys stay good, new ones use the newest version', async () => {
    const first = newSecret()
    write(`1 ${first}`)
    const before = await startWith(await openPeppers())
    write(`1 ${first}`, '', `2 ${newSecret()}`)
    const after = await startTestApp(store(), { beside: before, peppers: await openPeppers() })
    const made = await after.addKey(before.ada.user)
    expect(await isAccepted(after, before.ada.token)).toBe(true)
    expect(await isAccepted(after, made.token)).toBe(true)
    expect(await store().findVerifiableKey(made.key.id)).toMatchObject({ pepperVersion: 2 })
    // A node that has not been given the new pepper yet says that it cannot tell, not that the key is bad.
    expect(await before.call('GET', '/api/v1/me', { token: made.token })).toMatchObject({ status: 503 })
    await after.close()
    await before.close()
  })
})

// The file alone: no database makes a difference to these.
describe.each(testStores.filter(({ name }) => name === 'SQLite'))('the pepper file', ({ open }) => {
  const { at, openPeppers, write, refusal } = prepare(open)

  it('is made on first start, with 256 random bits that only its owner can read', async () => {
    const before = process.umask(0)
    try {
      await openPeppers(at('new', 'folder', 'pepper'))
    } finally {
      process.umask(before)
    }
    const made = at('new', 'folder', 'pepper')
    expect(modeOf(made)).toBe(0o600)
    expect(modeOf(at('new', 'folder'))).toBe(0o700)
    const [, secret = ''] = /^1 ([A-Za-z0-9_-]+)\n$/.exec(readFileSync(made, 'utf8')) ?? []
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  })

  it.each([0o640, 0o604, 0o660, 0o666, 0o620, 0o610])(
    'is refused when others can get at it (mode %o)',
    async (mode) => {
      const secret = newSecret()
      write(`1 ${secret}`)
      chmodSync(at('pepper'), mode)
      const message = await refusal()
      expect(message).toContain(`chmod 600 ${at('pepper')}`)
      expect(message).not.toContain(secret)
    },
  )

  it.each([0o600, 0o400])('is taken when it is its owner’s alone (mode %o)', async (mode) => {
    write(`1 ${newSecret()}`)
    chmodSync(at('pepper'), mode)
    expect((await openPeppers()).current.version).toBe(1)
  })

  it.each<[what: string, text: (secret: string) => string]>([
    ['is empty', () => ''],
    ['has no version', (secret) => secret],
    ['has a version that is no number', (secret) => `one ${secret}`],
    ['has version 0', (secret) => `0 ${secret}`],
    ['has 31 bytes', () => `1 ${randomBytes(31).toString('base64url')}`],
    ['has letters that base64url lacks', (secret) => `1 ${secret}+/=`],
    ['says more than version and secret', (secret) => `1 ${secret} old`],
    ['has a version twice', (secret) => `1 ${secret}\n1 ${newSecret()}`],
    ['has a bad line after a good one', (secret) => `1 ${secret}\nnonsense`],
  ])('is refused when it %s, and not repeated', async (_what, textOf) => {
    const secret = newSecret()
    writeFileSync(at('pepper'), textOf(secret), { mode: 0o600 })
    const message = await refusal()
    expect(message).toContain('is not a pepper file')
    expect(message).not.toContain(secret)
  })

  it('may have been edited on Windows', async () => {
    writeFileSync(at('pepper'), `1 ${newSecret()}\r\n`, { mode: 0o600 })
    expect((await openPeppers()).current.version).toBe(1)
  })

  it('is not taken from a folder of the same name', async () => {
    mkdirSync(at('pepper'), { mode: 0o700 })
    await expect(openPeppers()).rejects.toThrow('is not a file')
  })
})

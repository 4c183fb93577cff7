import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrap, type Instance, makePepper, Peppers } from '@keystead/core'
import { makePasswordHasher } from '@keystead/server/src/password-hasher.ts'
import { databaseFileName, openSqliteStore } from '@keystead/storage'
import { plantKeys } from './plant-keys.ts'

export type Planted = {
  readonly directory: string
  readonly instance: Instance
  /** Of the administrator. */
  readonly token: string
  /** Tokens of planted keys, in random order. */
  readonly tokens: string[]
}

/**
 * An instance on SQLite as it is deployed, in a directory that goes with this process, with one administrator and so many
 * further keys, of which so many tokens are kept.
 */
export async function openPlanted(keys: number, keptTokens: number): Promise<Planted> {
  const directory = mkdtempSync(join(tmpdir(), 'keystead-bench-'))
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  const parts = {
    peppers: new Peppers([makePepper(1, randomBytes(32))]),
    tokens: { prefix: 'ksd', legacyKeys: false },
    clock: { now: Date.now },
    randomness: { bytes: randomBytes },
    passwords: makePasswordHasher(),
  }
  const store = await openSqliteStore(directory)
  const { token } = await bootstrap({ ...parts, store }, { email: 'bench@example.com', organization: 'bench' })
  await store.close()
  const tokens = keys === 0 ? [] : plantKeys(join(directory, databaseFileName), parts, keys, keptTokens)
  return { directory, instance: { ...parts, store: await openSqliteStore(directory) }, token: token.reveal(), tokens }
}

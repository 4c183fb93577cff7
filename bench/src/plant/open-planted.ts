import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrap, type Instance, makePepper, Peppers } from '@keystead/core'
import { makePasswordHasher } from '@keystead/server/src/password-hasher.ts'
import { databaseFileName, openPostgresStore, openSqliteStore } from '@keystead/storage'
import { plantKeys } from './plant-keys.ts'
import { openPostgresPlanter } from './postgres-planter.ts'
import { makeSqlitePlanter } from './sqlite-planter.ts'

export type Planted = {
  readonly directory: string
  readonly instance: Instance
  /** Of the administrator. */
  readonly token: string
  /** Tokens of planted keys, in random order. */
  readonly tokens: string[]
}

/**
 * An instance as it is deployed, on SQLite in a directory that goes with this process, or in an empty database of
 * PostgreSQL, with one administrator and so many further keys, of which so many tokens are kept.
 */
export async function openPlanted(keys: number, keptTokens: number, databaseUrl?: string): Promise<Planted> {
  const directory = mkdtempSync(join(tmpdir(), 'keystead-bench-'))
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  const openStore = () =>
    databaseUrl === undefined ? openSqliteStore(directory) : openPostgresStore(databaseUrl, () => {})
  const openPlanter = () =>
    databaseUrl === undefined ? makeSqlitePlanter(join(directory, databaseFileName)) : openPostgresPlanter(databaseUrl)
  const parts = {
    peppers: new Peppers([makePepper(1, randomBytes(32))]),
    tokens: { prefix: 'ksd', legacyKeys: false },
    clock: { now: Date.now },
    randomness: { bytes: randomBytes },
    passwords: makePasswordHasher(),
  }
  const store = await openStore()
  const { token } = await bootstrap({ ...parts, store }, { email: 'bench@example.com', organization: 'bench' })
  await store.close()
  const tokens = keys === 0 ? [] : await plantKeys(await openPlanter(), parts, keys, keptTokens)
  return { directory, instance: { ...parts, store: await openStore() }, token: token.reveal(), tokens }
}

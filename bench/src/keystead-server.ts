// Keystead as it is deployed, on SQLite in a directory of its own, with one administrator and BENCH_KEYS further keys.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrap, type Instance, makePepper, Peppers } from '@keystead/core'
import { readEnvironment } from '@keystead/server/src/environment.ts'
import { makeLogger } from '@keystead/server/src/logger.ts'
import { makePasswordHasher } from '@keystead/server/src/password-hasher.ts'
import { startServer } from '@keystead/server/src/start-server.ts'
import { openSqliteStore } from '@keystead/storage'
import { reportReady } from './contender-process.ts'

const directory = mkdtempSync(join(tmpdir(), 'keystead-bench-'))
process.on('exit', () => rmSync(directory, { recursive: true }))

const settings = readEnvironment({ KEYSTEAD_DATA_DIR: directory, KEYSTEAD_PORT: '0', KEYSTEAD_LOG_LEVEL: 'warn' })
const instance: Instance = {
  store: await openSqliteStore(directory),
  peppers: new Peppers([makePepper(1, randomBytes(32))]),
  tokens: settings.tokens,
  clock: { now: Date.now },
  randomness: { bytes: randomBytes },
  passwords: makePasswordHasher(),
}
const { token } = await bootstrap(instance, { email: 'bench@example.com', organization: 'bench' })
const server = await startServer(instance, settings, makeLogger(settings.logLevel))
reportReady({ url: `${server.url}/api/v1/verify`, token: token.reveal() })

// Keystead as it is deployed, on SQLite or in the empty database BENCH_DATABASE_URL, with one administrator and BENCH_KEYS
// further keys. With BENCH_RECORDS=no nobody notes who uses them.

import { mintKey } from '@keystead/core'
import { readEnvironment } from '@keystead/server/src/environment.ts'
import { makeLogger } from '@keystead/server/src/logger.ts'
import { startServer } from '@keystead/server/src/start-server.ts'
import { UsageRecorder } from '@keystead/verifier'
import { openPlanted } from '../plant/open-planted.ts'
import { liveBytes } from '../processes/live-bytes.ts'
import { reportReady } from '../processes/report-ready.ts'

const keptTokens = 10_000

const keys = Number(process.env.BENCH_KEYS ?? 0)
const { directory, instance, token, tokens } = await openPlanted(
  keys,
  Math.min(keys, keptTokens),
  process.env.BENCH_DATABASE_URL,
)
if (process.env.BENCH_RECORDS === 'no') UsageRecorder.prototype.note = () => {}
const settings = readEnvironment({ KEYSTEAD_DATA_DIR: directory, KEYSTEAD_PORT: '0' })
// It writes its log, as it does where it is deployed, and nobody reads it.
const { url } = await startServer(instance, settings, makeLogger(settings.logLevel, { write() {} }))

reportReady(
  { url, token, tokens },
  {
    /** Right in all but that nobody has made them known. */
    madeUpTokens: (count: number) => Array.from({ length: count }, () => mintKey(instance, 'v1').token.reveal()),
    liveBytes,
  },
)

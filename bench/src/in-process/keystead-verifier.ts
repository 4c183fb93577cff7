// Keystead's verifier without a server: BENCH_KEYS keys on SQLite. Run with --expose-gc.

import { randomUUID } from 'node:crypto'
import { startVerification, UsageRecorder } from '@keystead/verifier'
import { openPlanted } from '../plant/open-planted.ts'
import { liveBytes } from '../processes/live-bytes.ts'
import { reportReady } from '../processes/report-ready.ts'
import { measureCalls } from './measure-calls.ts'

const keys = Number(process.env.BENCH_KEYS)
// Enough that what they touch does not stay in the caches of the processor.
const presentations = 200_000

const fail = (error: unknown) => {
  throw error
}
const { instance, tokens } = await openPlanted(keys, Math.min(keys, presentations))
// However few keys there are, as many texts: else the texts would be in the caches where keys are few. Each is a text of
// its own, as each request brings one.
const presented = Array.from({ length: presentations }, (_, turn) =>
  Buffer.from(tokens[turn % tokens.length] ?? '').toString('latin1'),
)
tokens.length = 0

const bytesBefore = liveBytes()
const begun = performance.now()
const usage = new UsageRecorder(instance, fail)
const { verifier } = await startVerification({
  instance,
  nodeId: randomUUID(),
  nodeName: 'bench',
  leaseMs: 2_000,
  staleLimitMs: 0,
  onUse: (keyId, usedAt, client) => usage.note(keyId, usedAt, client),
  onOutcome: () => {},
  onFailure: fail,
})
const loadMs = performance.now() - begun

reportReady(
  { loadMs, loadedBytes: liveBytes() - bytesBefore },
  {
    async measure(forMs: number) {
      // As the doors ask that are asked all day: who need not wait does not.
      const check = async (turn: number) => {
        const text = presented[turn % presentations] ?? ''
        return (verifier.verifyNow(text) ?? (await verifier.verify(text))).valid
      }
      const callsPerSecond = await measureCalls(check, forMs)
      // Last use is noted in the calls, and written behind them: not in the next round.
      await usage.flush()
      return callsPerSecond
    },
    /** With what has been made of the accounts that have come meanwhile. */
    bytes: () => liveBytes() - bytesBefore,
  },
)

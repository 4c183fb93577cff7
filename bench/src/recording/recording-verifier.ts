// Keystead's verifier without a server, on 1,000 keys on SQLite; with BENCH_RECORDS=yes it notes and writes who uses them.

import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { startVerification, UsageRecorder } from '@keystead/verifier'
import { measureCalls } from '../in-process/measure-calls.ts'
import { openPlanted } from '../plant/open-planted.ts'
import { reportReady } from '../processes/report-ready.ts'

const keys = Number(process.env.BENCH_KEYS)
const records = process.env.BENCH_RECORDS === 'yes'
const presentations = 200_000
// So often the recorder gets its turn, which writes by its own beat.
const sliceMs = 100

const fail = (error: unknown) => {
  throw error
}
const { instance, tokens } = await openPlanted(keys, keys)
// Each a text of its own, as each request brings one. Every key has a few clients, one after the other.
const newText = (text: string) => Buffer.from(text).toString('latin1')
const presented = Array.from({ length: presentations }, (_, turn) => {
  const place = Math.floor(turn / keys) % 4
  return {
    token: newText(tokens[turn % keys] ?? ''),
    client: { ip: newText(`10.0.${place}.7`), userAgent: newText('python-requests/2.32.3 Python/3.11.4') },
  }
})

const usage = new UsageRecorder(instance, fail)
const { verifier } = await startVerification({
  instance,
  nodeId: randomUUID(),
  nodeName: 'bench',
  leaseMs: 2_000,
  staleLimitMs: 0,
  onUse: records ? (keyId, usedAt, client) => usage.note(keyId, usedAt, client) : () => {},
  onOutcome: () => {},
  onFailure: fail,
})

async function check(turn: number): Promise<boolean> {
  const use = presented[turn % presentations]
  return use !== undefined && (await verifier.verify(use.token, {}, use.client)).valid
}

reportReady(
  {},
  {
    /** What is noted is written meanwhile, by the beat of the recorder: SQLite writes where the verifications run. */
    async measure(forMs: number) {
      const [begun, cpuBegun] = [performance.now(), process.cpuUsage()]
      let calls = 0
      while (performance.now() - begun < forMs) {
        const sliceBegun = performance.now()
        const rate = await measureCalls(check, Math.min(sliceMs, forMs))
        calls += (rate * (performance.now() - sliceBegun)) / 1_000
        await setImmediate()
      }
      const { user, system } = process.cpuUsage(cpuBegun)
      return {
        byClock: calls / ((performance.now() - begun) / 1_000),
        byCpu: calls / ((user + system) / 1_000_000),
      }
    },
  },
)

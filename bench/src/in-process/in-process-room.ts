import { isInstalled } from '../is-installed.ts'
import type { Plan } from '../plan.ts'
import { type Program, startProgram } from '../processes/start-program.ts'
import { atLeast, comparedRow, type Group, roundsRow } from '../report/row.ts'
import { takeTurns } from '../take-turns.ts'

const promisedTimes = 100

/** One verification after the other, without HTTP, on a thousand keys. */
export async function measureInProcess({ rounds, seconds, quick }: Plan): Promise<Group[]> {
  const count = quick ? 50 : 1_000
  const keys = { BENCH_KEYS: String(count) }
  const title = `In-process verification, ${count.toLocaleString('en')} keys; ratio to better-auth, which has them in memory`
  const keystead = {
    name: 'Keystead, on SQLite',
    program: await startProgram('in-process/keystead-verifier.ts', keys, ['--expose-gc']),
  }
  const peer = isInstalled('@better-auth/api-key') && {
    name: 'better-auth verifyApiKey (the baseline)',
    program: await startProgram('in-process/better-auth-verifier.ts', keys),
  }
  const contenders: { name: string; program: Program }[] = peer ? [peer, keystead] : [keystead]
  try {
    const samples = await takeTurns(contenders, rounds, ({ program }) =>
      program.ask<number>('measure', seconds * 1_000),
    )
    const unit = 'calls/s'
    const values = samples.get(keystead) ?? []
    if (!peer) {
      const leftOut = [{ name: 'better-auth', why: 'it is not installed' }]
      return [{ title, rows: [roundsRow({ name: keystead.name, unit, values }, 0)], leftOut }]
    }
    const baseline = samples.get(peer) ?? []
    return [
      {
        title,
        rows: [
          roundsRow({ name: peer.name, unit, values: baseline }, 0),
          comparedRow({ name: keystead.name, unit, values, baseline }, 0, atLeast(promisedTimes)),
        ],
      },
    ]
  } finally {
    await Promise.all(contenders.map(({ program }) => program.stop()))
  }
}

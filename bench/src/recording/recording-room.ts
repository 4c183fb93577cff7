import type { Plan } from '../plan.ts'
import { startProgram } from '../processes/start-program.ts'
import { atLeast, comparedRow, type Group, roundsRow } from '../report/row.ts'
import { takeTurns } from '../take-turns.ts'

const promisedShare = 0.95

/** What it costs a verification that the key's use, and where it came from, is noted and written. */
export async function measureRecording({ rounds, seconds, quick }: Plan): Promise<Group[]> {
  const count = quick ? 50 : 1_000
  const start = (records: 'yes' | 'no') =>
    startProgram('recording/recording-verifier.ts', { BENCH_KEYS: String(count), BENCH_RECORDS: records })
  const without = { name: 'nothing is recorded (the baseline)', program: await start('no') }
  const recording = { name: 'use and consumers are recorded', program: await start('yes') }
  try {
    const samples = await takeTurns([without, recording], rounds, ({ program }) =>
      program.ask<number>('measure', seconds * 1_000),
    )
    const [unit, baseline] = ['calls/s', samples.get(without) ?? []]
    const title = `In-process verification, ${count.toLocaleString('en')} keys with four clients each, on SQLite; ratio to no recording`
    return [
      {
        title,
        rows: [
          roundsRow({ name: without.name, unit, values: baseline }, 0),
          comparedRow(
            { name: recording.name, unit, values: samples.get(recording) ?? [], baseline },
            0,
            atLeast(promisedShare),
          ),
        ],
      },
    ]
  } finally {
    await Promise.all([without, recording].map(({ program }) => program.stop()))
  }
}

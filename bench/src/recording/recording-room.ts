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
    const contenders = [without, recording]
    const samples = await takeTurns(contenders, rounds, ({ program }) =>
      program.ask<{ byClock: number; byCpu: number }>('measure', seconds * 1_000),
    )
    const valuesOf = (contender: typeof without, by: 'byClock' | 'byCpu') =>
      (samples.get(contender) ?? []).map((sample) => sample[by])
    const title = `In-process verification, ${count.toLocaleString('en')} keys with four clients each, on SQLite; ratio to no recording`
    const rowsBy = (by: 'byClock' | 'byCpu', unit: string, promise?: ReturnType<typeof atLeast>) => {
      const [baseline, values] = [valuesOf(without, by), valuesOf(recording, by)]
      return [
        roundsRow({ name: without.name, unit, values: baseline }, 0),
        comparedRow({ name: recording.name, unit, values, baseline }, 0, promise),
      ]
    }
    return [
      { title, rows: [...rowsBy('byCpu', 'calls/s of CPU', atLeast(promisedShare)), ...rowsBy('byClock', 'calls/s')] },
    ]
  } finally {
    await Promise.all([without, recording].map(({ program }) => program.stop()))
  }
}

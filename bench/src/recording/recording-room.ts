import { measure } from '../http/load.ts'
import { verifyExchange } from '../http/verify-exchange.ts'
import type { Plan } from '../plan.ts'
import { type Program, startProgram } from '../processes/start-program.ts'
import { atLeast, comparedRow, type Group, roundsRow } from '../report/row.ts'
import { takeTurns } from '../take-turns.ts'

const promisedShare = 0.95

type Rates = { readonly byCpu: number; readonly byClock: number }
type Contender = { readonly name: string; readonly program: Program; measure(): Promise<Rates> }

/** What it costs a verification that the key's use, and where it came from, is noted and written: over HTTP and without. */
export async function measureRecording(plan: Plan): Promise<Group[]> {
  const keys = plan.quick ? 50 : 1_000
  const rooms = [await startHttp(keys, plan.seconds), await startInProcess(keys, plan.seconds)]
  try {
    const samples = await takeTurns(rooms.flat(), plan.rounds, (contender) => contender.measure())
    const count = keys.toLocaleString('en')
    const titles = [
      `HTTP: POST /api/v1/verify, ${count} keys with four clients each, on SQLite; ratio to no recording`,
      `In-process verification, ${count} keys with four clients each, on SQLite; ratio to no recording`,
    ]
    return rooms.map((room, index) => ({ title: titles[index] ?? '', rows: compare(room, samples) }))
  } finally {
    await Promise.all(rooms.flat().map(({ program }) => program.stop()))
  }
}

function compare([without, recording]: readonly [Contender, Contender], samples: ReadonlyMap<Contender, Rates[]>) {
  const rowsBy = (by: keyof Rates, unit: string, promise?: ReturnType<typeof atLeast>) => {
    const [baseline, values] = [without, recording].map((one) => (samples.get(one) ?? []).map((rates) => rates[by]))
    return [
      roundsRow({ name: without.name, unit, values: baseline ?? [] }, 0),
      comparedRow({ name: recording.name, unit, values: values ?? [], baseline: baseline ?? [] }, 0, promise),
    ]
  }
  return [...rowsBy('byCpu', 'calls/s of CPU', atLeast(promisedShare)), ...rowsBy('byClock', 'calls/s')]
}

async function startBoth(
  start: (records: 'yes' | 'no') => Promise<Omit<Contender, 'name'>>,
): Promise<readonly [Contender, Contender]> {
  return [
    { name: 'nothing is recorded (the baseline)', ...(await start('no')) },
    { name: 'use and consumers are recorded', ...(await start('yes')) },
  ]
}

function startInProcess(keys: number, seconds: number) {
  return startBoth(async (records) => {
    const environment = { BENCH_KEYS: String(keys), BENCH_RECORDS: records }
    const program = await startProgram('recording/recording-verifier.ts', environment)
    return { program, measure: () => program.ask<Rates>('measure', seconds * 1_000) }
  })
}

/** The whole server, asked by an administrator who says where each token comes from. */
function startHttp(keys: number, seconds: number) {
  return startBoth(async (records) => {
    const environment = { BENCH_KEYS: String(keys), BENCH_RECORDS: records }
    const program = await startProgram('http/keystead-server.ts', environment)
    const { url, token, tokens } = program.ready as { url: string; token: string; tokens: readonly string[] }
    const clients = Array.from({ length: 4 }, (_, place) => ({
      ip: `10.0.${place}.7`,
      userAgent: 'python-requests/2.32.3 Python/3.11.4',
    }))
    const bodies = clients.flatMap((client) => tokens.map((one) => JSON.stringify({ token: one, client })))
    const exchange = { ...verifyExchange(url, token, []), bodies }
    return {
      program,
      async measure() {
        const { requestsPerCpuSecond, requestsPerSecond } = await measure({ exchange, program }, seconds)
        return { byCpu: requestsPerCpuSecond, byClock: requestsPerSecond }
      },
    }
  })
}

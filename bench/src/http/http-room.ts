import type { Plan } from '../plan.ts'
import { atLeast, comparedRow, type Group, type LeftOut, roundsRow } from '../report/row.ts'
import { takeTurns } from '../take-turns.ts'
import { measureFlood } from './flood.ts'
import { makeLineUp } from './line-up.ts'
import { measure, type Sample } from './load.ts'
import { startContenders } from './start-contenders.ts'

/** Verification over HTTP beside bare servers, frameworks and better-auth; then the same beside a flood of made-up tokens. */
export async function measureHttp(plan: Plan): Promise<Group[]> {
  const lineUp = makeLineUp()
  try {
    const keystead = await startContenders(lineUp, plan)
    const samples = await takeTurns(lineUp.contenders, plan.rounds, (contender) => measure(contender, plan.seconds))
    const table = (title: string, figure: keyof Sample, unit: string, left: readonly LeftOut[] = []): Group => {
      const values = new Map([...samples].map(([{ name }, of]) => [name, of.map((sample) => sample[figure])]))
      const rows = [...samples.keys()].map(({ name, baseline, promisedShare }) => {
        const measured = { name, unit, values: values.get(name) ?? [] }
        if (figure === 'p99Ms') return roundsRow(measured, 1)
        const promise = promisedShare === undefined ? undefined : atLeast(promisedShare)
        return comparedRow({ ...measured, baseline: values.get(baseline) ?? [] }, 0, promise)
      })
      return { title, rows, leftOut: left }
    }
    return [
      table(
        'HTTP: what one core does, by the CPU time of the server; ratio to bare node:http of the same method',
        'requestsPerCpuSecond',
        'requests/CPU s',
      ),
      table(
        'HTTP: what 32 connections get, by the clock; ratio to bare node:http of the same method',
        'requestsPerSecond',
        'requests/s',
      ),
      table('HTTP: latency with 32 connections that never pause', 'p99Ms', 'p99 ms', lineUp.leftOut),
      await measureFlood(keystead, samples.get(keystead) ?? [], plan),
    ]
  } finally {
    await lineUp.stop()
  }
}

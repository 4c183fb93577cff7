import { availableParallelism, cpus } from 'node:os'
import { type Contender, measure, type Sample } from './load.ts'
import { printTable, ratios, spread } from './statistics.ts'

export type Plan = { readonly rounds: number; readonly seconds: number }

/**
 * Measures the contenders in turn within one run, so that a machine that slows down slows down all of them, and prints
 * the table with each one's ratio to the first, the baseline. Stops them in the end.
 */
export async function compare(contenders: readonly Contender[], expectedBody: string, plan: Plan): Promise<void> {
  const samples = new Map<Contender, Sample[]>(contenders.map((contender) => [contender, []]))
  try {
    // A first round that is not counted: the just-in-time compiler has not seen the code yet.
    for (let round = 0; round <= plan.rounds; round += 1) {
      for (const contender of contenders) {
        process.stderr.write(
          `\r${round === 0 ? 'warm-up' : `round ${round} of ${plan.rounds}`}: ${contender.name.padEnd(40)}`,
        )
        const sample = await measure(contender, plan.seconds, expectedBody)
        if (round > 0) samples.get(contender)?.push(sample)
      }
    }
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()))
  }
  process.stderr.write(`\r${' '.repeat(60)}\r`)

  const [baseline = []] = samples.values()
  console.log(
    `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, Node ${process.version}; ` +
      `${plan.rounds} rounds of ${plan.seconds} s each, in turn; min / median / max`,
  )
  printTable(
    ['', 'requests/s', 'ratio', 'requests/s of server CPU', 'ratio', 'p99 ms'],
    [...samples].map(([{ name }, of]) => [
      name,
      spread(
        of.map(({ requestsPerSecond }) => requestsPerSecond),
        0,
      ),
      spread(ratios(of, baseline, 'requestsPerSecond'), 2),
      spread(
        of.map(({ requestsPerCpuSecond }) => requestsPerCpuSecond),
        0,
      ),
      spread(ratios(of, baseline, 'requestsPerCpuSecond'), 2),
      spread(
        of.map(({ p99Ms }) => p99Ms),
        1,
      ),
    ]),
  )
}

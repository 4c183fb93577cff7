import type { Plan } from '../plan.ts'
import { accountsPerOrganization, keysPerAccount } from '../plant/plant-keys.ts'
import { type Program, startProgram } from '../processes/start-program.ts'
import { noteProgress } from '../report/note-progress.ts'
import { atLeast, atMost, comparedRow, type Group, type Row, roundsRow } from '../report/row.ts'
import { takeTurns } from '../take-turns.ts'

const sizes = [1_000, 100_000, 1_000_000]
const quickSizes = [100, 1_000, 2_000]
const promised = { share: 0.9, bytesOfKey: 200, loadMs: 5_000 }

type Node = { readonly name: string; readonly keys: number; readonly program: Program }

/** The same verification with few and with many keys, and what many keys cost. */
export async function measureKeys({ rounds, seconds, quick }: Plan): Promise<Group[]> {
  const nodes: Node[] = []
  try {
    for (const keys of quick ? quickSizes : sizes) {
      const name = `${keys.toLocaleString('en')} keys`
      noteProgress(`planting ${name}`)
      const environment = { BENCH_KEYS: String(keys) }
      nodes.push({
        name,
        keys,
        program: await startProgram('in-process/keystead-verifier.ts', environment, ['--expose-gc']),
      })
    }
    const samples = await takeTurns(nodes, rounds, ({ program }) => program.ask<number>('measure', seconds * 1_000))
    const [baseline = []] = samples.values()
    return [
      {
        title: 'In-process verification of keys in random order; ratio to the first row',
        rows: [...samples].map(([{ name }, values], place) => {
          const measured = { name, unit: 'calls/s', values }
          if (place === 0) return roundsRow(measured, 0)
          return comparedRow({ ...measured, baseline }, 0, atLeast(promised.share))
        }),
      },
      {
        title:
          `What so many keys cost, with ${keysPerAccount} to an account ` +
          `and ${accountsPerOrganization.toLocaleString('en')} accounts to an organization`,
        // A thousand keys weigh less than what the runtime does meanwhile.
        rows: (await Promise.all(nodes.slice(1).map(costRows))).flat(),
      },
    ]
  } finally {
    await Promise.all(nodes.map(({ program }) => program.stop()))
  }
}

async function costRows({ name, keys, program }: Node): Promise<Row[]> {
  const { loadMs, loadedBytes } = program.ready as { loadMs: number; loadedBytes: number }
  const usedBytes = await program.ask<number>('bytes')
  const once = (what: string, unit: string, value: number, bound?: number) =>
    roundsRow({ name: `${name}, ${what}`, unit, values: [value] }, 0, bound === undefined ? undefined : atMost(bound))
  return [
    once('loading the index', 'ms', loadMs, promised.loadMs),
    once('memory once loaded', 'bytes/key', loadedBytes / keys, promised.bytesOfKey),
    once('memory once used', 'bytes/key', usedBytes / keys, promised.bytesOfKey),
  ]
}

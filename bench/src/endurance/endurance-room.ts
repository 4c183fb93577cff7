import type { Exchange } from '../http/contender.ts'
import { load } from '../http/load.ts'
import { verifyExchange } from '../http/verify-exchange.ts'
import type { Plan } from '../plan.ts'
import { type Program, startProgram } from '../processes/start-program.ts'
import { noteProgress } from '../report/note-progress.ts'
import { atLeast, atMost, type Group, type Row, roundsRow } from '../report/row.ts'
import { quantile, ratios } from '../report/spread.ts'
import { changeKeys } from './change-keys.ts'

const sliceCount = 20
const wholeSeconds = 600
const shareOfLimit = 0.8
const refusedShare = 0.05
const promised = { growth: 1.1, keptRate: 0.98 }

type Slice = {
  readonly verificationsPerSecond: number
  readonly p99Ms: number
  readonly changes: number
  readonly changeP99Ms: number
  readonly liveBytes: number
}

/**
 * Ten minutes at 80 % of what the server can do: verifications of many keys, some of them refused, while keys are made,
 * found, renamed and deleted. What counts is that the end is as the beginning was.
 */
export async function measureEndurance({ quick }: Plan): Promise<Group[]> {
  const sliceSeconds = (quick ? 2 : wholeSeconds) / sliceCount
  noteProgress('endurance: planting keys')
  const environment = { BENCH_KEYS: String(quick ? 1_000 : 100_000) }
  const program = await startProgram('http/keystead-server.ts', environment, ['--expose-gc'])
  try {
    const limit = await findLimit(program, quick ? 0.2 : 10)
    const slices: Slice[] = []
    for (let slice = 1; slice <= sliceCount; slice += 1) {
      noteProgress(`endurance: part ${slice} of ${sliceCount}`)
      slices.push(await runSlice(program, limit * shareOfLimit, sliceSeconds))
    }
    return [toGroup(slices, limit * shareOfLimit, sliceSeconds)]
  } finally {
    await program.stop()
  }
}

type Server = { readonly url: string; readonly token: string; readonly tokens: readonly string[] }
const serverOf = ({ ready }: Program) => ready as Server

/** What it can do when nothing else is asked of it; half of the time before is to warm up. */
async function findLimit(program: Program, seconds: number): Promise<number> {
  const { url, token, tokens } = serverOf(program)
  const exchange = verifyExchange(url, token, tokens)
  await load(exchange, seconds / 2)
  return (await load(exchange, seconds)).requestsPerSecond
}

async function runSlice(program: Program, rate: number, seconds: number): Promise<Slice> {
  const { url, token, tokens } = serverOf(program)
  const good = verifyExchange(url, token, tokens)
  // One character less: refused by its checksum, as a token that was cut.
  const cut: Exchange = {
    ...verifyExchange(
      url,
      token,
      tokens.map((one) => one.slice(0, -1)),
    ),
    isRight: (body) => body.startsWith('{"valid":false'),
  }
  const [verified, refused, changeMs] = await Promise.all([
    load(good, seconds, rate * (1 - refusedShare)),
    load(cut, seconds, rate * refusedShare),
    changeKeys({ url, token }, seconds),
  ])
  return {
    verificationsPerSecond: verified.requestsPerSecond + refused.requestsPerSecond,
    p99Ms: verified.p99Ms,
    changes: changeMs.length,
    changeP99Ms: quantile(changeMs, 0.99),
    liveBytes: await program.ask<number>('liveBytes'),
  }
}

function toGroup(slices: readonly Slice[], rate: number, sliceSeconds: number): Group {
  const valuesOf = (figure: keyof Slice) => slices.map((slice) => slice[figure])
  const third = Math.floor(slices.length / 3)
  /** The last third beside the first, part by part. */
  const growth = (figure: keyof Slice) =>
    ratios(
      slices.slice(-third).map((slice) => slice[figure]),
      slices.slice(0, third).map((slice) => slice[figure]),
    )
  const growthRow = (name: string, figure: keyof Slice): Row =>
    roundsRow({ name, unit: 'last third / first', values: growth(figure) }, 2, atMost(promised.growth))
  const kept = valuesOf('verificationsPerSecond').map((one) => one / rate)
  const minutes = ((sliceSeconds * slices.length) / 60).toFixed(quickDecimals(sliceSeconds))
  return {
    title: `${minutes} minutes at 80 % of the limit: ${Math.round(rate).toLocaleString('en')} verifications/s beside changes`,
    rows: [
      roundsRow({ name: 'share of the asked rate', unit: '', values: kept }, 3, atLeast(promised.keptRate)),
      roundsRow({ name: 'verifications', unit: 'p99 ms', values: valuesOf('p99Ms') }, 2),
      growthRow('  growth of the latency', 'p99Ms'),
      roundsRow({ name: 'changes beside them', unit: 'changes', values: [valuesOf('changes').reduce(sum)] }, 0),
      roundsRow({ name: '  their latency', unit: 'p99 ms', values: valuesOf('changeP99Ms') }, 1),
      roundsRow({ name: 'memory in use', unit: 'MiB', values: valuesOf('liveBytes').map((one) => one / 2 ** 20) }, 1),
      growthRow('  growth of the memory', 'liveBytes'),
    ],
  }
}

const sum = (one: number, other: number) => one + other
const quickDecimals = (sliceSeconds: number) => (sliceSeconds < 1 ? 2 : 0)

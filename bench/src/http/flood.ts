import type { Plan } from '../plan.ts'
import { noteProgress } from '../report/note-progress.ts'
import { atLeast, comparedRow, type Group, roundsRow } from '../report/row.ts'
import { median } from '../report/spread.ts'
import type { Contender, Exchange } from './contender.ts'
import { load, type Sample } from './load.ts'

const madeUpCount = 1_000
const promisedShare = 0.8

/**
 * Real verifications at half of what the server can do, alone and beside as many connections that present made-up tokens
 * without a pause.
 */
export async function measureFlood(
  { program, exchange }: Contender,
  samples: readonly Sample[],
  plan: Plan,
): Promise<Group> {
  const rate = Math.floor(median(samples.map(({ requestsPerSecond }) => requestsPerSecond)) / 2)
  const tokens = await program.ask<string[]>('madeUpTokens', madeUpCount)
  const floods = new Map<string, Exchange>([
    [
      'in the body, from a good caller',
      { ...exchange, bodies: tokens.map((token) => JSON.stringify({ token })), isRight: isRefusal },
    ],
    [
      'as the caller’s own',
      {
        ...exchange,
        // Another each time: nothing of the last one helps to refuse it.
        bodies: tokens.map(() => exchange.bodies?.[0] ?? ''),
        callers: tokens,
        status: 401,
        isRight: (body) => body.includes('UNAUTHENTICATED'),
      },
    ],
  ])
  const alone: number[] = []
  const beside = new Map([...floods.keys()].map((name) => [name, { real: [] as number[], flood: [] as number[] }]))
  for (let round = 1; round <= plan.rounds; round += 1) {
    noteProgress(`flood: round ${round} of ${plan.rounds}`)
    alone.push((await load(exchange, plan.seconds, rate)).requestsPerSecond)
    for (const [name, flood] of floods) {
      const [real, refused] = await Promise.all([load(exchange, plan.seconds, rate), load(flood, plan.seconds)])
      beside.get(name)?.real.push(real.requestsPerSecond)
      beside.get(name)?.flood.push(refused.requestsPerSecond)
    }
  }
  return {
    title: 'HTTP: real verifications at half of the limit, beside 32 connections that never pause with made-up tokens',
    rows: [
      roundsRow({ name: 'alone (the baseline)', unit: 'requests/s', values: alone }, 0),
      ...[...beside].flatMap(([name, { real, flood }]) => [
        comparedRow(
          { name: `beside made-up tokens ${name}`, unit: 'requests/s', values: real, baseline: alone },
          0,
          atLeast(promisedShare),
        ),
        roundsRow({ name: '  the flood itself', unit: 'refusals/s', values: flood }, 0),
      ]),
    ],
  }
}

const isRefusal = (body: string) => body.startsWith('{"valid":false')

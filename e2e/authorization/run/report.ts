import { actions } from '../actions/actions.ts'
import { type ActionName, type Need, table } from '../model/table.ts'
import { outcomeKey, type Tally } from './next-step.ts'
import { type Mismatch, type Step, unauthenticated } from './perform.ts'
import { repeatSteps, type WorldRun } from './run-world.ts'
import { shorten } from './shorten.ts'
import type { WorldDatabase } from './world-databases.ts'

// A row of which so little was seen was hardly tried.
const fewestDone = 5

/** What the table has and the worlds had not: an action that was never done, or never refused for one of its reasons. */
export function findUnmet(tally: Tally): string[] {
  return (Object.keys(table) as ActionName[]).flatMap((action) => {
    const needs: readonly Need[] = table[action]
    const refusals = needs.map(([, outcome], need) => outcomeKey(action, { outcome, need }))
    if (!actions[action].anonymous) refusals.push(outcomeKey(action, unauthenticated))
    const done = outcomeKey(action, { outcome: 'done', need: null })
    const isRare = (tally.get(done) ?? 0) < fewestDone
    return [...(isRare ? [done] : []), ...refusals.filter((key) => !tally.has(key))]
  })
}

/** One line about a run: what was asked, and how it ended. */
export function summarize(tally: Tally, ms: number): string {
  const outcomes = Map.groupBy(tally, ([key]) => /→ (\w+)/.exec(key)?.[1] ?? '')
  const count = (entries: readonly (readonly [string, number])[]) => entries.reduce((sum, [, times]) => sum + times, 0)
  const parts = [...outcomes].toSorted().map(([outcome, entries]) => `${outcome} ${count(entries)}`)
  const [rarest] = [...tally].toSorted(([, a], [, b]) => a - b)
  return (
    `${count([...tally])} actions, ${tally.size} kinds of outcome (${parts.join(', ')}), ` +
    `the rarest ${rarest?.[1]} times (${rarest?.[0]}); ${(ms / 1000).toFixed(1)} s`
  )
}

const shorteningTimeMs = 30_000

/** The mismatch with the shortest way to it that is found in time, and with how to have it again. */
export async function explain(
  database: WorldDatabase,
  { seed, after }: { readonly seed: number; readonly after: number },
  { steps }: WorldRun,
  mismatch: Mismatch,
): Promise<Error> {
  let last = mismatch
  const isStillThere = async (fewer: readonly Step[]) => {
    const { mismatch: again } = await repeatSteps(database, fewer)
    if (again?.step.action !== mismatch.step.action) return false
    last = again
    return true
  }
  const shortest = await shorten(steps, isStillThere, shorteningTimeMs)
  const way = shortest.map(({ number, action, by, input, afterMs }) => {
    const wait = afterMs === undefined ? '' : `${afterMs / 1000} s later, `
    return `  ${number}. ${wait}${action}, by ${by ?? 'nobody'}, with ${JSON.stringify(input)}`
  })
  return new Error(
    [
      `The server and the table differ, on ${database.name}, at:`,
      last.message,
      '',
      `Found after ${after + steps.length} actions; a short way to it (${shortest.length} of ${steps.length} steps):`,
      ...way,
      '',
      `Again: KEYSTEAD_AUTHORIZATION_SEED=${seed} npx vitest run e2e/authorization -t ${database.name}`,
    ].join('\n'),
  )
}

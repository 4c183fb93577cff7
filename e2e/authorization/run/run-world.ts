import type { AuditEvent } from '@keystead/core'
import { seededRandom } from '../../durability/seeded-random.ts'
import { readEvent } from '../actions/people-actions.ts'
import type { World } from '../model/world.ts'
import { findDifferences } from './differences.ts'
import { foundingSteps } from './founding.ts'
import { nextStep, outcomeKey, type Tally } from './next-step.ts'
import { type OpenWorld, openWorld } from './open-world.ts'
import { Mismatch, perform, type Step } from './perform.ts'
import type { WorldDatabase } from './world-databases.ts'

export type WorldRun = {
  readonly steps: readonly Step[]
  readonly tally: Tally
  readonly mismatch: Mismatch | undefined
}

/** Founds a world and lets so many actions happen in it. Follows from the seed. */
export function runWorld(database: WorldDatabase, seed: number, actions: number): Promise<WorldRun> {
  const draw = seededRandom(seed)
  const founding = foundingSteps(draw)
  const drawn: Tally = new Map()
  const next = (world: World) => {
    if (world.step < founding.length) return founding[world.step]
    return world.step < actions ? nextStep(world, draw, drawn) : undefined
  }
  return run(database, next, askForEachKey)
}

/** The same steps once more, or some of them. */
export function repeatSteps(database: WorldDatabase, steps: readonly Step[]): Promise<WorldRun> {
  const rest = steps.values()
  return run(
    database,
    () => rest.next().value,
    () => [],
  )
}

/** In the end of a world, each key that ever was asks whom it authenticates. */
function askForEachKey(world: World): Step[] {
  const keys = [...world.everything.values()].filter(({ kind }) => kind === 'key')
  return keys.map(({ label: by }, index) => ({
    number: world.step + index + 1,
    action: 'ask who one is',
    by,
    input: {},
  }))
}

async function run(
  database: WorldDatabase,
  next: (world: World) => Step | undefined,
  atLast: (world: World) => Step[],
): Promise<WorldRun> {
  const open = await openWorld(database)
  const { world, ask } = open
  const steps: Step[] = []
  const tally: Tally = new Map()
  const take = async (step: Step) => {
    steps.push(step)
    open.pass(step.afterMs ?? 0)
    const key = outcomeKey(step.action, await perform(ask, world, step))
    tally.set(key, (tally.get(key) ?? 0) + 1)
  }
  try {
    for (let step = next(world); step !== undefined; step = next(world)) await take(step)
    for (const step of atLast(world)) await take(step)
    await compareTrails(open)
    return { steps, tally, mismatch: undefined }
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error
    const failures = open.app.logLines.filter((line) => line.includes('"level":50'))
    error.message += failures.map((line) => `\n  logged: ${line}`).join('')
    return { steps, tally, mismatch: error }
  } finally {
    await open.close()
  }
}

async function compareTrails({ app, world }: OpenWorld): Promise<void> {
  const events: AuditEvent[] = []
  for (let beyond = 0; ; beyond = events.length) {
    const page = await app.instance.store.listAuditEvents({ order: 'oldest-first', beyond, limit: 1_000 })
    events.push(...page)
    if (page.length < 1_000) break
  }
  const differences = findDifferences(world.trail, events.map(readEvent), 'trail')
  if (differences.length === 0) return
  const last: Step = { number: world.step, action: 'read all audit', by: null, input: {} }
  throw new Mismatch(last, `The whole audit trail, in the end\n${differences.map((line) => `    ${line}`).join('\n')}`)
}

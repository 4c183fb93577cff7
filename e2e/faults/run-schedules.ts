// One installation lives through many schedules, under load, and every answer is held against what went before.

import { setTimeout as pause } from 'node:timers/promises'
import { seededRandom } from '../durability/seeded-random.ts'
import { Cluster } from './cluster.ts'
import { type Act, describeActs, drawSchedule } from './draw-schedule.ts'
import type { KeysteadNode } from './keystead-node.ts'
import { Ledger } from './ledger.ts'
import { askFor, startLoad } from './load.ts'

export type RunSettings = {
  readonly seed: number
  readonly schedules: number
  readonly nodes: number
  readonly leaseMs: number
  /** Hears of every schedule that is over. */
  readonly onSchedule?: (done: number, violations: readonly string[]) => void
}

export type Run = {
  /** What was wrong, with the seed that has the schedule again. */
  readonly violations: readonly string[]
  readonly ledger: Ledger
  /** How often each fault happened. */
  readonly faults: ReadonlyMap<string, number>
  /** From the end of each schedule's last fault until every node had accepted a key and taken a change. */
  readonly recoveriesMs: readonly number[]
  /** Of `keystead audit verify`, in the end. */
  readonly trail: { readonly exitCode: number | null; readonly report: string }
  readonly leftOut: readonly string[]
}

const recoveryLimitMs = 30_000
/** For how long a primary that was replaced goes on: longer than any lease. */
const twilightLeases = 3

export async function runSchedules(settings: RunSettings): Promise<Run> {
  const { seed, schedules, nodes, leaseMs, onSchedule } = settings
  const cluster = await Cluster.open({ nodes, leaseMs })
  const ledger = new Ledger(leaseMs)
  const violations: string[] = []
  const faults = new Map<string, number>()
  const recoveriesMs: number[] = []
  try {
    for (let number = 0; number < schedules; number += 1) {
      const draw = seededRandom(seed + number)
      const acts = drawSchedule(cluster, draw)
      for (const { fault } of acts) faults.set(fault.name, (faults.get(fault.name) ?? 0) + 1)
      const load = startLoad({ nodes: cluster.nodes, token: cluster.token, ledger, draw })
      try {
        await Promise.all(acts.map(perform))
        recoveriesMs.push(await recover(cluster, leaseMs))
      } catch (error) {
        throw new Error(`seed ${seed + number}: ${describeActs(acts)}`, { cause: error })
      } finally {
        await load.stop()
      }
      await compareStored(cluster, ledger)
      const found = ledger.violations.splice(0)
      violations.push(...found.map((violation) => `seed ${seed + number}: ${violation} [${describeActs(acts)}]`))
      onSchedule?.(number + 1, violations)
    }
    await readBack(cluster, ledger)
    violations.push(...ledger.violations.splice(0).map((violation) => `in the end: ${violation}`))
    const { exitCode, stdout, stderr } = await cluster.run(['audit', 'verify'])
    const leftOut = cluster.host.canFillDisks ? [] : ['disk full: no disk of limited size can be mounted here']
    return { violations, ledger, faults, recoveriesMs, trail: { exitCode, report: stdout + stderr }, leftOut }
  } finally {
    await cluster.close()
  }
}

async function perform({ fault, atMs, forMs }: Act): Promise<void> {
  await pause(atMs)
  await fault.begin()
  await pause(forMs)
  await fault.end()
}

/** Until every node accepts a good key again, and takes a change. Answers after how long. */
async function recover(cluster: Cluster, leaseMs: number): Promise<number> {
  if (cluster.retired?.isRunning) await pause(twilightLeases * leaseMs)
  await cluster.replaceRetired()
  const healedAt = performance.now()
  const { token } = cluster
  const body = { name: 'recovered' }
  const change = { method: 'POST', path: '/api/v1/keys', token, body, patienceMs: recoveryLimitMs }
  await Promise.all(
    cluster.nodes.map(async (node) => {
      await cluster.startNode(node)
      const isLate = () => performance.now() - healedAt > recoveryLimitMs
      while ((await askFor(node, token, { token })).outcome !== 'accepted') {
        if (isLate()) throw new Error(`${node.name} does not accept a good key:\n${await node.logs()}`)
      }
      while ((await node.ask(change))?.status !== 201) {
        if (isLate()) throw new Error(`${node.name} takes no change:\n${await node.logs()}`)
      }
    }),
  )
  return performance.now() - healedAt
}

async function compareStored({ primary }: Cluster, ledger: Ledger): Promise<void> {
  const readFrom = performance.now()
  const rows = await primary.query<{ id: string }>('select id from api_keys')
  ledger.compareStored(new Set(rows.map(({ id }) => id)), readFrom)
}

/** Every token that was ever shown, at every node. */
async function readBack({ nodes, token }: Cluster, ledger: Ledger): Promise<void> {
  const lives = [...ledger.lives]
  const read = async (node: KeysteadNode) => {
    for (const life of lives) ledger.noteAnswer(life, await askFor(node, token, life))
  }
  await Promise.all(nodes.map(read))
}

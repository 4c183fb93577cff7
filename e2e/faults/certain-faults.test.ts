// What random schedules seldom come upon, or never: certain faults, one after the other, and whether the checker sees them.

import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { seededRandom } from '../durability/seeded-random.ts'
import { Cluster } from './cluster.ts'
import type { KeysteadNode } from './keystead-node.ts'
import { Ledger } from './ledger.ts'
import { askFor, createOne, deleteOne } from './load.ts'

const leaseMs = 500
const timeout = 120_000

let cluster: Cluster
afterEach(() => cluster.close())

const callerOf = (ledger: Ledger) => ({ nodes: cluster.nodes, token: cluster.token, ledger, draw: seededRandom(1) })

/** A key that this node made, and that one has accepted. */
async function makeKnownKey(maker: KeysteadNode, other: KeysteadNode, ledger: Ledger) {
  await createOne(callerOf(ledger), maker)
  const [life] = ledger.lives
  if (life === undefined) throw new Error('no key was made')
  expect(await askFor(other, cluster.token, life)).toMatchObject({ outcome: 'accepted' })
  return life
}

/** Asks for a deleted key until more than a lease has passed, and a while longer. */
async function askOnAndOn(node: KeysteadNode, ledger: Ledger): Promise<void> {
  const [life] = ledger.lives
  if (life?.deletedAt === undefined) throw new Error('no key was deleted')
  do ledger.noteAnswer(life, await askFor(node, cluster.token, life))
  while (performance.now() < life.deletedAt + 4 * leaseMs)
}

async function openPair(preload?: string): Promise<[KeysteadNode, KeysteadNode]> {
  cluster = await Cluster.open({ nodes: 2, leaseMs, ...(preload !== undefined && { preload }) })
  return cluster.nodes as readonly KeysteadNode[] as [KeysteadNode, KeysteadNode]
}

it('a node that is left behind with a replaced primary, which goes on, accepts no key that was deleted at the new one', {
  timeout,
}, async () => {
  const [moved, left] = await openPair()
  const ledger = new Ledger(leaseMs)
  await makeKnownKey(moved, left, ledger)
  await cluster.primary.pause()
  await cluster.failOver([left])
  moved.path.cut()
  await cluster.retired?.resume()
  while (ledger.deleted === 0) await deleteOne(callerOf(ledger), moved)
  await askOnAndOn(left, ledger)
  expect(ledger.violations).toEqual([])
  expect(ledger.outcomes).toMatchObject({ refused: 0, strange: 0 })
  expect(ledger.outcomes.unavailable).toBeGreaterThan(0)
})

it('a node whose lease never ends is caught: the clock of its process stands still, and no notice reaches it', {
  timeout,
}, async () => {
  const [sound, broken] = await openPair(fileURLToPath(new URL('./standing-clock.ts', import.meta.url)))
  const ledger = new Ledger(leaseMs)
  await makeKnownKey(sound, broken, ledger)
  broken.path.worsen({ toDatabase: 'hold', fromDatabase: 'hold' })
  await deleteOne(callerOf(ledger), sound)
  await askOnAndOn(broken, ledger)
  expect(ledger.violations.length).toBeGreaterThan(0)
  expect(ledger.violations[0]).toMatch(/^deleted key .* was accepted by /)
})

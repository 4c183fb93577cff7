import type { ChangeFeed, ListedNode } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import { Fleet } from './fleet.ts'

const patienceMs = 2_000

/** A fleet as its node "here" sees it: a list of nodes at each look, and a clock that a look moves on. */
function fleetSeeing(looks: readonly (readonly Partial<ListedNode>[])[], lookMs = 10) {
  let now = 0
  let look = 0
  const feed: Pick<ChangeFeed, 'listNodes'> = {
    async listNodes() {
      now += lookMs
      const nodes = looks[Math.min(look, looks.length - 1)] ?? []
      look += 1
      fleet.noteProgress()
      const listed = { id: 'there', name: 'there', appliedNumber: 0, staleLimitMs: 2_000, silentForMs: 0 }
      return nodes.map((node) => ({ ...listed, ...node }))
    },
  }
  const fleet: Fleet = new Fleet({
    feed: feed as ChangeFeed,
    monotonicNow: () => now,
    node: { id: 'here', name: 'here', staleLimitMs: 2_000 },
    peppers: () => ({ current: 1, newest: 1 }),
    // The database stopped answering before this node could take in its own change.
    appliedNumber: () => 5,
    knownNumber: () => 7,
    beatMs: 500,
    patienceMs,
    onFailure: (error) => expect.unreachable(String(error)),
  })
  return { fleet, looks: () => look }
}

describe('a receipt', () => {
  it('waits for a node that reports, until it has come as far', async () => {
    const { fleet } = fleetSeeing([[{ appliedNumber: 6 }], [{ appliedNumber: 6 }], [{ appliedNumber: 7 }]])
    expect(await fleet.awaitEverywhere()).toEqual({
      complete: true,
      nodes: [
        { node: 'here', state: 'dropped', afterMs: 0 },
        { node: 'there', state: 'dropped', afterMs: 30 },
      ],
    })
  })

  it('names a node that has fallen silent, and its bound, without waiting for it', async () => {
    const { fleet, looks } = fleetSeeing([[{ appliedNumber: 6, silentForMs: patienceMs + 1 }]])
    expect(await fleet.awaitEverywhere()).toEqual({
      complete: true,
      nodes: [
        { node: 'here', state: 'dropped', afterMs: 0 },
        { node: 'there', state: 'unconfirmed', boundMs: 2_000 },
      ],
    })
    expect(looks()).toBe(1)
  })

  it('is given up after its patience where a node that reports does not come further', async () => {
    const { fleet } = fleetSeeing([[{ appliedNumber: 6 }]], 500)
    const { nodes } = await fleet.awaitEverywhere()
    expect(nodes).toContainEqual({ node: 'there', state: 'unconfirmed', boundMs: 2_000 })
  })

  it('of a silent node that has come as far says so', async () => {
    const { fleet } = fleetSeeing([[{ appliedNumber: 7, silentForMs: 50_000 }]])
    expect((await fleet.awaitEverywhere()).nodes).toContainEqual({ node: 'there', state: 'dropped', afterMs: 10 })
  })
})

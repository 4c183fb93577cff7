// Everything that goes wrong, each with its beginning and its end.

import type { Draw } from '../durability/seeded-random.ts'
import type { Cluster } from './cluster.ts'

export type Fault = {
  readonly name: string
  /** What it befalls: two faults of one place would end each other. */
  readonly places: readonly string[]
  begin(): void | Promise<void>
  end(): void | Promise<void>
}

const dayMs = 86_400_000

/** What happens to a process, or to its wall clock. */
export function nodeFaults(cluster: Cluster, draw: Draw): Fault[] {
  const index = draw(cluster.nodes.length)
  const node = nodeAt(cluster, index)
  const offsetMs = (draw(2) === 0 ? -1 : 1) * (1 + draw(400 * dayMs))
  return [
    {
      name: 'node killed',
      places: [`process ${index}`],
      begin: () => node.kill(),
      // Whether it can is another matter, as long as other faults go on.
      end: () => void node.start().catch(() => {}),
    },
    {
      name: 'node paused',
      places: [`process ${index}`],
      begin: () => node.pause(),
      end: () => node.resume(),
    },
    {
      name: 'clock jumps',
      places: [`clock ${index}`, `process ${index}`],
      begin: () => node.setClock(offsetMs),
      end: () => node.setClock(0),
    },
  ]
}

/** What happens on the way to the database: of one node, or of all. */
export function wayFaults(cluster: Cluster, draw: Draw): Fault[] {
  const chosen = draw(3) === 0 ? [...cluster.nodes.keys()] : [draw(cluster.nodes.length)]
  const paths = chosen.map((index) => nodeAt(cluster, index).path)
  const places = chosen.map((index) => `way ${index}`)
  const delayMs = 10 + draw(400)
  const silently = draw(4) === 0
  const worsen = (name: string, changes: Parameters<(typeof paths)[number]['worsen']>[0]): Fault => ({
    name,
    places,
    begin() {
      for (const path of paths) path.worsen(changes)
    },
    end() {
      for (const path of paths) path.mend({ silently })
    },
  })
  return [
    worsen('connections cut', { refuses: true }),
    worsen('black hole both ways', { toDatabase: 'swallow', fromDatabase: 'swallow' }),
    worsen('black hole to the database', { toDatabase: 'swallow' }),
    worsen('black hole from the database', { fromDatabase: 'swallow' }),
    worsen('way frozen, then thawed', { toDatabase: 'hold', fromDatabase: 'hold' }),
    worsen('answers frozen, then thawed', { fromDatabase: 'hold' }),
    worsen('way delayed', { delayMs }),
    worsen('notices lost', { losesNotices: true }),
    {
      name: 'listener cut',
      places,
      begin() {
        for (const path of paths) path.cutListener()
      },
      end() {
        for (const path of paths) path.cutListener()
      },
    },
  ]
}

/** What happens to the database; one thing at a time. */
export function databaseFaults(cluster: Cluster, draw: Draw): Fault[] {
  const places = ['database']
  const leftBehind = cluster.nodes.filter(() => draw(3) === 0)
  const delayUs = 1_000 * (10 + draw(90))
  const faults: Fault[] = [
    {
      name: 'database killed',
      places,
      begin: () => cluster.primary.kill(),
      end: () => cluster.primary.start(),
    },
    {
      name: 'database stopped at once',
      places,
      begin: () => cluster.primary.stopImmediately(),
      end: () => cluster.primary.start(),
    },
    {
      name: 'database paused',
      places,
      begin: () => cluster.primary.pause(),
      end: () => cluster.primary.resume(),
    },
    {
      name: 'standby paused',
      places,
      begin: () => cluster.standby.pause(),
      end: () => cluster.standby.resume(),
    },
    {
      name: 'standby killed',
      places,
      begin: () => cluster.standby.kill(),
      end: () => cluster.standby.start(),
    },
    {
      name: 'disk slow',
      places,
      begin: () => cluster.primary.configure({ commit_delay: String(delayUs), synchronous_standby_names: "'standby'" }),
      end: () => cluster.primary.configure({ synchronous_standby_names: "'standby'" }),
    },
    {
      name: 'failover, primary killed',
      places,
      async begin() {
        await cluster.primary.kill()
        await cluster.failOver()
      },
      end() {},
    },
    // At its end the old primary wakes, and goes on serving those who are still connected to it, as if nothing had been.
    {
      name: 'failover, primary paused',
      places,
      async begin() {
        await cluster.primary.pause()
        await cluster.failOver(leftBehind)
      },
      end: () => cluster.retired?.resume(),
    },
  ]
  if (!cluster.host.canFillDisks) return faults
  const diskFull: Fault = {
    name: 'disk full',
    places,
    begin: () => cluster.primary.fillDisk(),
    async end() {
      await cluster.primary.clearDisk()
      // Where the log cannot be written, it ends itself.
      await cluster.primary.start()
    },
  }
  return [...faults, diskFull]
}

function nodeAt(cluster: Cluster, index: number): Cluster['nodes'][number] {
  const node = cluster.nodes[index]
  if (node === undefined) throw new Error(`there is no node ${index}`)
  return node
}

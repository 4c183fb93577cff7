import type { Draw } from '../durability/seeded-random.ts'
import type { Cluster } from './cluster.ts'
import { databaseFaults, type Fault, nodeFaults, wayFaults } from './faults.ts'

export type Act = { readonly fault: Fault; readonly atMs: number; readonly forMs: number }

const mostFaults = 3
const latestMs = 300
// Twice the lease at the longest: what is away for that long has to be noticed by itself.
const [shortestMs, longestMs] = [150, 1_000]

/** One to three faults, of which each befalls another place, and which overlap as chance has it. */
export function drawSchedule(cluster: Cluster, draw: Draw): Act[] {
  const acts: Act[] = []
  for (const wanted = 1 + draw(mostFaults); acts.length < wanted; ) {
    const fault = drawFault(cluster, draw)
    const taken = acts.flatMap((act) => act.fault.places)
    if (fault.places.some((place) => taken.includes(place))) continue
    acts.push({ fault, atMs: draw(latestMs), forMs: shortestMs + draw(longestMs - shortestMs) })
  }
  return acts
}

export function describeActs(acts: readonly Act[]): string {
  return acts
    .map(({ fault, atMs, forMs }) => `${fault.name} (${fault.places.join(', ')}) at ${atMs} ms for ${forMs} ms`)
    .join('; ')
}

function drawFault(cluster: Cluster, draw: Draw): Fault {
  const all = [databaseFaults, nodeFaults, wayFaults, wayFaults]
  const make = oneOf(all, draw)
  return oneOf(make(cluster, draw), draw)
}

function oneOf<Item>(items: readonly Item[], draw: Draw): Item {
  return items[draw(items.length)] as Item
}

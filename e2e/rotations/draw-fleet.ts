import { type ConsumerIdentity, dayMs, identifyConsumer } from '@keystead/core'
import type { Chance } from './chance.ts'
import { type Habit, habits } from './habits.ts'
import { drawHost, type Host } from './host.ts'

const programs = ['python-requests/2.32.3', 'curl/8.9.1', 'W&B Internal Client 0.21.4']
// Of these, each can be told from the rest within two weeks, wherever its replicas stand in their week.
const replicatedHabits: readonly Habit[] = ['constant', 'hourly', 'nightly', 'weekly']

export type Fleet = { readonly hosts: readonly Host[]; readonly createdAt: number; readonly openedAt: number }

/** Some hosts that hold one key, on the day on which its rotation is opened. */
export function drawFleet(chance: Chance): Fleet {
  const openedAt = Date.UTC(2026, 0, 1)
  const createdAt = openedAt - (chance.happens(0.15) ? chance.between(0, 30) : chance.between(30, 220)) * dayMs
  const label = () => identifyConsumer({ label: `job ${chance.draw(2 ** 30)}`, ip: drawAddress(chance) })
  const host = (habit: Habit, identity: ConsumerIdentity) => {
    const bornAt = chance.happens(0.2) ? chance.between(createdAt, openedAt) : createdAt
    return drawHost({ habit, identity, bornAt }, openedAt, chance)
  }
  const groups = Array.from({ length: 1 + chance.draw(7) }, (): Host[] => {
    const kind = chance.share()
    if (kind < 0.45) return [host(chance.pick(habits), label())]
    if (kind < 0.6) {
      const first = host(chance.pick(replicatedHabits), label())
      return Array.from({ length: 2 + chance.draw(3) }, () => replicaOf(first, chance))
    }
    // Few networks and programs, so that many a host is behind another.
    const address = drawAddress(chance)
    return Array.from({ length: 1 + chance.draw(3) }, () =>
      host(chance.pick(habits), identifyConsumer({ ip: address, userAgent: chance.pick(programs) })),
    )
  })
  return { hosts: groups.flat(), createdAt, openedAt }
}

/** Replicas have one configuration, which reaches one after the other within some hours, and are replaced when they die. */
function replicaOf(first: Host, chance: Chance): Host {
  const switchedAt = first.switchedAt + (chance.share() * dayMs) / 2
  return { ...first, switchedAt, mixedUntil: switchedAt }
}

/**
 * Machines that have one label, and configurations of their own: whoever labels them so breaks the promise that one
 * configuration stands behind a label, and this shows what comes of it.
 */
export function drawMislabelledFleet(chance: Chance): Fleet {
  const openedAt = Date.UTC(2026, 0, 1)
  const createdAt = openedAt - 150 * dayMs
  const given = { identity: identifyConsumer({ label: 'worker' }), bornAt: createdAt }
  const hosts = Array.from({ length: 2 + chance.draw(3) }, () =>
    drawHost({ ...given, habit: chance.pick(replicatedHabits) }, openedAt, chance),
  )
  return { hosts, createdAt, openedAt }
}

const drawAddress = ({ draw }: Chance) => `10.2.${draw(4)}.${1 + draw(254)}`

/** So many hosts that none can be told from the others: behind one address, or each by a label of its own. */
export function drawCrowd(count: number, kind: 'one address' | 'labels', chance: Chance): Fleet {
  const openedAt = Date.UTC(2026, 0, 1)
  const createdAt = openedAt - 120 * dayMs
  const shared = identifyConsumer({ ip: '10.2.0.7', userAgent: programs[0] })
  const hosts = Array.from({ length: count }, (_, index) => {
    const identity = kind === 'labels' ? identifyConsumer({ label: `pod ${index}` }) : shared
    return drawHost({ habit: chance.pick(['weekly', 'monthly']), identity, bornAt: createdAt }, openedAt, chance)
  })
  // Somebody comes round with the new key to each of them in the end.
  return {
    hosts: hosts.map((host) => ({ ...host, switchedAt: Math.min(host.switchedAt, openedAt + 60 * dayMs) })),
    createdAt,
    openedAt,
  }
}

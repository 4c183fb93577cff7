import type { ApiKey, Consumer, KeyUses } from '@keystead/sdk'

// From where the keys of the small world are used.

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const at = (ago: number) => new Date(Date.now() - ago).toISOString()

type Habit = {
  readonly label?: string
  readonly address: string
  readonly program: [name: string, version: string | null, runtime: string | null] | null
  readonly everyMs: number | null
  readonly lastMs: number
  readonly firstMs: number
  readonly verifier?: string
  readonly minimumVersion?: string
}

const fleet: readonly Habit[] = [
  {
    label: 'ci-main',
    address: '10.2.0.31',
    program: ['wandb', '0.30.0', 'python 3.13'],
    everyMs: 20 * minute,
    lastMs: 40_000,
    firstMs: 30 * day,
  },
  {
    label: 'etl-cron',
    address: '10.2.0.7',
    program: ['wandb', '0.21.4', 'python 3.11'],
    everyMs: 6 * hour,
    lastMs: 2 * hour,
    firstMs: 29 * day,
    minimumVersion: '0.22.3',
  },
  {
    address: '198.51.100.23',
    program: ['weave', '0.52.3', 'python 3.12'],
    everyMs: day,
    lastMs: 9 * hour,
    firstMs: 24 * day,
    minimumVersion: '0.52.17',
  },
  {
    label: '推論サーバー',
    address: '10.4.1.12',
    program: ['node', '24.11.0', null],
    everyMs: 3_000,
    lastMs: 2_000,
    firstMs: 28 * day,
    verifier: 'edge-gateway',
  },
  {
    address: '2001:db8:12:7::8a2e',
    program: ['curl', '8.14.1', null],
    everyMs: null,
    lastMs: 12 * day,
    firstMs: 12 * day,
  },
]

const toConsumer = (habit: Habit, place: number): Consumer => {
  const [name, version, runtime] = habit.program ?? ['', null, null]
  return {
    id: `con_${String(place).padStart(32, '0')}`,
    label: habit.label ?? null,
    network: habit.address.includes(':') ? '2001:db8:12:7::/64' : habit.address.replace(/\d+$/, '0/24'),
    lastAddress: habit.address,
    program: habit.program && { name, version, runtime },
    verifier: habit.verifier === undefined ? null : { id: 'sva_gateway', name: habit.verifier },
    firstSeenAt: at(habit.firstMs),
    lastSeenAt: at(habit.lastMs),
    count: habit.everyMs === null ? 1 : Math.round((habit.firstMs - habit.lastMs) / habit.everyMs),
    usualIntervalMs: habit.everyMs,
    advice:
      habit.minimumVersion === undefined
        ? null
        : { code: 'TOO_OLD_FOR_LONG_KEYS', minimumVersion: habit.minimumVersion },
  }
}

const others: Consumer = {
  ...{ id: 'others', label: null, network: null, lastAddress: null, program: null, verifier: null },
  firstSeenAt: at(3 * day),
  lastSeenAt: at(17 * minute),
  count: 41_203,
  usualIntervalMs: null,
  advice: null,
}

/** A key that was used has some of the fleet, by its name; one that was not has nothing. */
export function usesOf({ name, lastUsedAt, createdAt }: ApiKey): KeyUses {
  const today = Math.floor(Date.now() / day)
  const since = Math.floor(Date.parse(createdAt) / day)
  const days = Array.from({ length: 90 }, (_, index) => {
    const number = today - 89 + index
    const isWeekend = number % 7 === 2 || number % 7 === 3
    const count = lastUsedAt === null || number < since ? 0 : isWeekend ? number % 11 : 120 + ((number * 37) % 91)
    return { date: new Date(number * day).toISOString().slice(0, 10), count }
  })
  if (lastUsedAt === null) return { consumers: [], days }
  const consumers = fleet.map(toConsumer)
  if (name.startsWith('ci-runner')) return { consumers: [...consumers, others], days }
  return { consumers: consumers.slice(1, 3), days }
}

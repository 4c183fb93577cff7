import type { Instance, Store } from '@keystead/core'
import { Gauge, Histogram, type Registry } from 'prom-client'
import { durationBuckets, type Metrics } from './metrics.ts'

/** The same instance with its transactions measured, and its peppers and connections among the figures. */
export function watchInstance({ registry, gauge }: Metrics, instance: Instance): Instance {
  const { store, peppers } = instance
  gauge({
    name: 'keystead_pepper_current_version',
    help: 'The version of the pepper that this node makes new keys under.',
    read: () => peppers.current.version,
  })
  gauge({
    name: 'keystead_pepper_newest_version',
    help: 'The newest version of the pepper that this node knows: all must know one before any uses it.',
    read: () => peppers.newestVersion,
  })
  watchConnections(registry, store)
  return { ...instance, store: timeTransactions(registry, store) }
}

function timeTransactions(registry: Registry, store: Store): Store {
  const transactions = new Histogram({
    name: 'keystead_database_transaction_duration_seconds',
    help: 'Time of a transaction with the wait for a connection; "undone" is a refusal as well as a failure.',
    labelNames: ['outcome'],
    buckets: durationBuckets,
    registers: [registry],
  })
  return {
    ...store,
    async transact(work) {
      const end = transactions.startTimer()
      try {
        const result = await store.transact(work)
        end({ outcome: 'committed' })
        return result
      } catch (error) {
        end({ outcome: 'undone' })
        throw error
      }
    },
  }
}

function watchConnections(registry: Registry, store: Store): void {
  const registers = [registry]
  // A store that is closed has none, nor has a file.
  const read = () => store.countConnections().catch(() => undefined)
  new Gauge({
    name: 'keystead_database_connections',
    help: 'Connections to PostgreSQL by state, and callers that wait for one.',
    labelNames: ['state'],
    registers,
    async collect() {
      const counts = await read()
      this.reset()
      if (counts === undefined) return
      for (const state of ['busy', 'idle', 'waiting'] as const) this.set({ state }, counts[state])
    },
  })
  new Gauge({
    name: 'keystead_database_connections_limit',
    help: 'Connections to PostgreSQL that this node opens at most.',
    registers,
    async collect() {
      this.set((await read())?.limit ?? 0)
    },
  })
}

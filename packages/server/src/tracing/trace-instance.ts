import type { Instance } from '@keystead/core'
import { SpanKind } from '@opentelemetry/api'
import { runInSpan } from './run-in-span.ts'

/** The same instance, with a span for each change and each transaction. */
export function traceInstance(instance: Instance, database: 'sqlite' | 'postgresql'): Instance {
  const { store } = instance
  const options = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': database } }
  return {
    ...instance,
    store: { ...store, transact: (work) => runInSpan('transaction', options, () => store.transact(work)) },
    trace: (name, work) => runInSpan(name, {}, work),
  }
}

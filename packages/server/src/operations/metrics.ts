import type { Verification } from '@keystead/core'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { version } from '../version.ts'

/** What the instance tells Prometheus. Labels have few values, none of them from a request. */
export type Metrics = ReturnType<typeof makeMetrics>

/** A figure that is read when somebody asks; NaN while there is none. */
type Gauged = { readonly name: `keystead_${string}`; readonly help: string; read(): number }

/** Seconds, from what memory takes to what nobody waits for. */
export const durationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export function makeMetrics() {
  const registry = new Registry()
  // Memory, CPU time, open files, garbage collection, and how late the event loop is.
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  new Gauge({ name: 'keystead_build_info', help: 'Always 1.', labelNames: ['version', 'node'], registers }).set(
    { version, node: process.version },
    1,
  )
  const requests = new Histogram({
    name: 'keystead_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: durationBuckets,
    registers,
  })
  const verifications = new Counter({
    name: 'keystead_verifications_total',
    help: 'Tokens checked, by outcome: valid, or why not.',
    labelNames: ['outcome'],
    registers,
  })
  return {
    registry,
    gauge({ name, help, read }: Gauged): void {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })
    },
    noteVerification(verification: Verification): void {
      verifications.inc({ outcome: verification.valid ? 'valid' : verification.reason })
    },
    observe(app: FastifyInstance): void {
      app.addHook('onResponse', async (request, reply) => {
        requests.observe(
          { method: request.method, route: request.routeOptions.url ?? '(none)', status: reply.statusCode },
          reply.elapsedTime / 1000,
        )
      })
    },
  }
}

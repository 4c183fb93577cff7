import type { Verification } from '@keystead/core'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** What the instance tells Prometheus. Labels have few values, none of them from a request. */
export type Metrics = ReturnType<typeof makeMetrics>

export function makeMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'keystead_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  const verifications = new Counter({
    name: 'keystead_verifications_total',
    help: 'Tokens checked, by outcome: valid, or why not.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  return {
    registry,
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

import type { RefusalReason, Verification } from '@keystead/core'
import type { AnswerSource, ChangeFollower } from '@keystead/verifier'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

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
  const outcomes = countOutcomes(registry)
  return {
    registry,
    noteVerification: outcomes,
    /** Of an answer that did not go through the framework. */
    noteVerificationAnswer(_request: unknown, status: number, elapsedMs: number): void {
      requests.observe({ method: 'POST', route: '/api/v1/verify', status }, elapsedMs / 1000)
    },
    watch: (follower: ChangeFollower) => watchIndex(registry, follower),
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

/** Counts in plain numbers, and hands them over when they are asked for: a labelled counter costs as much as a verification. */
function countOutcomes(registry: Registry): (verification: Verification, source: AnswerSource) => void {
  const counts = new Map<AnswerSource, Map<RefusalReason | 'valid', number>>()
  new Counter({
    name: 'keystead_verifications_total',
    help: 'Tokens checked, by outcome (valid, or why not) and by what was asked: the token alone, the index, the database.',
    labelNames: ['outcome', 'source'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [source, byOutcome] of counts) {
        for (const [outcome, count] of byOutcome) this.inc({ outcome, source }, count)
      }
    },
  })
  return (verification, source) => {
    let byOutcome = counts.get(source)
    if (byOutcome === undefined) counts.set(source, (byOutcome = new Map()))
    const outcome = verification.valid ? 'valid' : verification.reason
    byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1)
  }
}

function watchIndex(registry: Registry, follower: ChangeFollower): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  gauge('keystead_index_keys', 'Keys in the memory index.', () => follower.state.keys)
  gauge('keystead_index_bytes', 'Bytes that the keys take in the memory index.', () => follower.state.bytes)
  gauge('keystead_feed_applied_number', 'Newest change in the index.', () => follower.state.appliedNumber)
  gauge(
    'keystead_feed_age_seconds',
    'Time since the database proved that the index is current.',
    () => follower.state.ageMs / 1000,
  )
  gauge('keystead_lease_valid', 'Whether this node may answer from its index: 1, or 0 if it asks the database.', () =>
    follower.state.fresh ? 1 : 0,
  )
  gauge('keystead_index_builds_total', 'How often the whole index was read.', () => follower.state.rebuilds)
}

import type { RefusalReason, Verification } from '@keystead/core'
import type { AnswerSource, ChangeFollower } from '@keystead/verifier'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { version } from '../version.ts'
import { DurationHistogram, type DurationSeries } from './duration-histogram.ts'

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
  const requests = new DurationHistogram({
    registry,
    name: 'keystead_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    buckets: durationBuckets,
  })
  const seriesByAnswer = new Map<string, DurationSeries>()
  const noteAnswer = (method: string, route: string, status: number, elapsedMs: number): void => {
    const key = `${method} ${status} ${route}`
    let series = seriesByAnswer.get(key)
    if (series === undefined) seriesByAnswer.set(key, (series = requests.series({ method, route, status })))
    series.observe(elapsedMs / 1000)
  }
  const outcomes = countOutcomes(registry)
  const gauge = ({ name, help, read }: Gauged): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }
  return {
    registry,
    gauge,
    noteVerification: outcomes,
    /** Of an answer that did not go through the framework. */
    noteAnswer,
    watch: (follower: ChangeFollower) => watchIndex(gauge, follower),
    observe(app: FastifyInstance): void {
      app.addHook('onResponse', async (request, reply) => {
        noteAnswer(request.method, request.routeOptions.url ?? '(none)', reply.statusCode, reply.elapsedTime)
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

function watchIndex(gauge: (gauged: Gauged) => void, follower: ChangeFollower): void {
  gauge({ name: 'keystead_index_keys', help: 'Keys in the memory index.', read: () => follower.state.keys })
  gauge({
    name: 'keystead_index_bytes',
    help: 'Bytes that the keys take in the memory index.',
    read: () => follower.state.bytes,
  })
  gauge({
    name: 'keystead_feed_applied_number',
    help: 'The newest change in the index.',
    read: () => follower.state.appliedNumber,
  })
  gauge({
    name: 'keystead_feed_age_seconds',
    help: 'Time since the database proved that the index is current.',
    read: () => follower.state.ageMs / 1000,
  })
  gauge({
    name: 'keystead_lease_valid',
    help: 'Whether this node may answer from its index: 1, or 0 where it asks the database for each key.',
    read: () => (follower.state.fresh ? 1 : 0),
  })
  gauge({
    name: 'keystead_index_builds',
    help: 'How often this process has read the whole index.',
    read: () => follower.state.rebuilds,
  })
}

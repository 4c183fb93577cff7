import { type Instance, KeysteadError } from '@keystead/core'
import type { ChangeFollower, Fleet, RefusalRecorder, Verifier } from '@keystead/verifier'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { auditLogsEdge } from './audit-logs/audit-logs-edge.ts'
import { consoleEdge } from './console/console-edge.ts'
import { forwardAuthEdge } from './forward-auth/forward-auth-edge.ts'
import { graphqlEdge } from './graphql/graphql-edge.ts'
import { answerClientError } from './http/answer-client-error.ts'
import { logFailure } from './http/log-failure.ts'
import { type DenialListener, noteDenial } from './http/note-denial.ts'
import { refuseTokenInUrl } from './http/refuse-token-in-url.ts'
import { newRequestId } from './http/request-id.ts'
import { toKeysteadError } from './http/to-keystead-error.ts'
import type { Metrics } from './operations/metrics.ts'
import { operationsEdge, type Readiness } from './operations/operations-edge.ts'
import type { FindGithubKey } from './rest/leaks/github-keys.ts'
import { restEdge } from './rest/rest-edge.ts'
import { sendProblem } from './rest/wire/problem.ts'
import { traceRequests } from './tracing/trace-requests.ts'

export type AppParts = {
  readonly instance: Instance
  readonly verifier: Verifier
  readonly fleet: Fleet
  readonly follower: ChangeFollower
  readonly leaseMs: number
  /** Writes what this node has noted of the use of keys. */
  readonly flushUse: () => Promise<void>
  /** Remembers what this node refuses. */
  readonly refusals: Pick<RefusalRecorder, 'note' | 'flush'>
  readonly metrics: Metrics
  readonly readiness: Readiness
  readonly logger: FastifyBaseLogger
  /** Known for certain only once the server listens. */
  readonly publicUrl: () => string
  readonly trustedProxies: readonly string[]
  /** Where the built console lies. */
  readonly consoleDirectory: string
  /** Left out: what GitHub reports is not taken. */
  readonly findGithubKey?: FindGithubKey | undefined
  /** Left out: requests make no spans, and cost nothing for it. */
  readonly tracing?: boolean
}

/** Puts the edges together. Builds, never listens: tests and the composition root decide what becomes of it. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const {
    instance,
    verifier,
    fleet,
    follower,
    leaseMs,
    flushUse,
    refusals,
    metrics,
    readiness,
    logger,
    publicUrl,
    trustedProxies,
    consoleDirectory,
  } = parts
  const app = Fastify({
    loggerInstance: logger,
    // Fastify's own lines hold the URL, in which people put what they should not. Ours hold the route.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newRequestId,
    requestIdHeader: false,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    bodyLimit: 64 * 1024,
    // What things are called is part of their path: a name of 255 characters in the longest of its Unicode forms.
    routerOptions: { maxParamLength: 1024 },
    requestTimeout: 30_000,
    // Whoever is still connected while we stop is answered as ever, and told that the connection ends with it.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => sendProblem(request, reply as never, toKeysteadError(error)),
  })
  app.decorateRequest('principal', null)
  app.decorateRequest('door', null)
  parseJsonStrictly(app)
  if (parts.tracing) traceRequests(app)
  metrics.observe(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onRequest', refuseTokenInUrl)
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, ip } = request
    request.log.debug(
      { method, route: routeOptions.url, ip, status: reply.statusCode, ms: reply.elapsedTime },
      'answered',
    )
  })
  app.addHook('onSend', async (_request, reply) => {
    if (readiness.draining) reply.header('connection', 'close')
  })
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new KeysteadError('NOT_FOUND')))
  const onDenial: DenialListener = (denial) => refusals.note({ ...denial, at: instance.clock.now() })
  app.setErrorHandler((error, request, reply) => {
    const known = toKeysteadError(error)
    logFailure(request, known)
    noteDenial(onDenial, request, known)
    return sendProblem(request, reply, known)
  })

  await app.register(operationsEdge(instance, readiness, metrics))
  await app.register(forwardAuthEdge(verifier))
  await app.register(graphqlEdge({ instance, verifier, publicUrl }, onDenial))
  await app.register(auditLogsEdge(instance, verifier))
  const { findGithubKey } = parts
  const flushRefusals = () => refusals.flush()
  await app.register(
    restEdge({ instance, verifier, fleet, follower, leaseMs, flushUse, flushRefusals, publicUrl, findGithubKey }),
    { prefix: '/api/v1' },
  )
  await app.register(consoleEdge(consoleDirectory))
  return app
}

/**
 * JSON and nothing else. A body that is no UTF-8 is refused instead of being mended with replacement characters, and an
 * empty one, as many clients send with DELETE, is no body.
 */
function parseJsonStrictly(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined)
    try {
      parseJson(request, utf8.decode(body as Buffer), done)
    } catch {
      done(new KeysteadError('MALFORMED_JSON'))
    }
  })
}

import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Instance } from '@keystead/core'
import { RefusalRecorder, startVerification, UsageRecorder } from '@keystead/verifier'
import type { FastifyListenOptions } from 'fastify'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { operatorCommands } from './commands/operator-commands.ts'
import { openControlSocket } from './control-socket.ts'
import type { Settings } from './environment.ts'
import { authDoor } from './forward-auth/auth-door.ts'
import { listenGrpc } from './forward-auth/grpc/listen-grpc.ts'
import { FrontReader } from './front/front-reader.ts'
import { addressReader } from './http/client-of.ts'
import { RequestsInFlight } from './http/requests-in-flight.ts'
import { keepRotating } from './keep-rotating.ts'
import { makeMetrics } from './operations/metrics.ts'
import { watchInstance } from './operations/watch-instance.ts'
import { explainLostCookies, publicUrlOf } from './public-url.ts'
import { openGithubKeys } from './rest/leaks/github-keys.ts'
import { verifyDoor } from './rest/principals/verify-door.ts'
import { shortenVerification } from './rest/principals/verify-shortcut.ts'
import { startWebhooks } from './webhooks/start-webhooks.ts'

// The console is built from packages/web, beside this package.
const consoleDirectory = fileURLToPath(new URL('../../web/dist', import.meta.url))

// Requests that have begun get this long to end. Supervisors commonly kill after 30 s, and some is needed for writing.
const drainLimitMs = 15_000

export type RunningServer = {
  readonly url: string
  /** Undefined: no gRPC. */
  readonly grpcPort: number | undefined
  /** Finishes what has begun, writes what is held, and lets go of everything. */
  stop(): Promise<void>
}

/** Starts everything that listens, and answers once it does. */
export async function startServer(opened: Instance, settings: Settings, logger: Logger): Promise<RunningServer> {
  const metrics = makeMetrics()
  const instance = watchInstance(metrics, opened)
  const usage = new UsageRecorder(instance, (error) =>
    logger.error({ err: error }, 'last use could not be written; kept'),
  )
  const refusals = new RefusalRecorder(instance, (error) =>
    logger.error({ err: error }, 'refusals could not be written; the first of them are kept'),
  )
  const verification = await startVerification({
    instance,
    nodeId: randomUUID(),
    nodeName: `${hostname()}/${process.pid}`,
    leaseMs: settings.leaseMs,
    staleLimitMs: settings.staleLimitMs,
    onUse: (keyId, usedAt, client) => usage.note(keyId, usedAt, client),
    onOutcome: metrics.noteVerification,
    onRefusal: (refusal) => refusals.note(refusal),
    onFailure: (error) => logger.warn({ err: error }, 'the changes of the database could not be read or told'),
  })
  const { verifier, follower, fleet } = verification
  metrics.watch(follower)
  const readiness = { draining: false }
  let url = settings.publicUrl ?? ''
  const app = await buildApp({
    instance,
    verifier,
    fleet,
    follower,
    leaseMs: settings.leaseMs,
    flushUse: () => usage.flush(),
    refusals,
    metrics,
    readiness,
    logger,
    publicUrl: () => url,
    trustedProxies: settings.trustedProxies,
    consoleDirectory,
    findGithubKey: settings.githubKeys === undefined ? undefined : openGithubKeys(settings.githubKeys, instance.clock),
    tracing: settings.tracing.isWanted,
  })
  const rotating = keepRotating(instance, usage, (error) =>
    logger.error({ err: error }, 'rotations could not be looked at; tried again'),
  )
  const inFlight = new RequestsInFlight(app)
  const addressOf = addressReader(settings.trustedProxies)
  const shortWay = { isDraining: () => readiness.draining, inFlight, onAnswer: metrics.noteAnswer }
  // Spans are made where the framework is.
  if (!settings.tracing.isWanted) shortenVerification(app, { verifier, addressOf, ...shortWay })
  const sender = { verifier, addressOf }
  // So is the line for each answer that those who debug ask for.
  const hasLines = logger.isLevelEnabled('debug')
  const doors = settings.tracing.isWanted || hasLines ? [] : [verifyDoor(sender), authDoor(sender)]
  const front = new FrontReader(app, { doors, ...shortWay })
  metrics.gauge({
    name: 'keystead_http_requests_in_flight',
    help: 'Requests that have begun and are not answered yet.',
    read: () => inFlight.count,
  })
  await app.listen(listenOptions(settings))
  const { host, grpcPort } = settings
  const grpc = grpcPort === undefined ? undefined : await listenGrpc({ verifier, logger }, { host, port: grpcPort })
  url = publicUrlOf(settings, (app.server.address() as AddressInfo).port)
  const lostCookies = explainLostCookies(settings)
  if (lostCookies !== undefined) logger.warn(lostCookies)
  const control =
    settings.databaseUrl === undefined
      ? await openControlSocket(instance, settings.dataDirectory, logger, operatorCommands(url, settings.pepperFile))
      : undefined

  const webhooks = startWebhooks(instance, settings.webhookPrivateNetworks, logger, metrics)

  return {
    url,
    grpcPort: grpc?.port,
    async stop() {
      readiness.draining = true
      await control?.close()
      const closed = app.close()
      front.closeIdle()
      await Promise.all([inFlight.drain(drainLimitMs), grpc?.close(drainLimitMs), webhooks.stop()])
      // What is left has sent nothing, half a header, or a body that never ends.
      app.server.closeAllConnections()
      front.closeAll()
      await closed
      await rotating.close()
      await usage.close()
      await refusals.close()
      await verification.close()
      await instance.store.close()
    },
  }
}

/** With `reusePort`, the system hands each connection to one of the processes that listen on the port. */
function listenOptions({ host, port, sharePort }: Settings): FastifyListenOptions {
  return { host, port, ...(sharePort && { reusePort: true }) }
}

import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Instance } from '@keystead/core'
import { startVerification, UsageRecorder } from '@keystead/verifier'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { operatorCommands } from './commands/operator-commands.ts'
import { openControlSocket } from './control-socket.ts'
import type { Settings } from './environment.ts'
import { RequestsInFlight } from './http/requests-in-flight.ts'
import { makeMetrics } from './operations/metrics.ts'
import { explainLostCookies, publicUrlOf } from './public-url.ts'
import { shortenVerification } from './rest/principals/verify-shortcut.ts'

// The console is built from packages/web, beside this package.
const consoleDirectory = fileURLToPath(new URL('../../web/dist', import.meta.url))

// Requests that have begun get this long to end. Supervisors commonly kill after 30 s, and some is needed for writing.
const drainLimitMs = 15_000

export type RunningServer = {
  readonly url: string
  /** Finishes what has begun, writes what is held, and lets go of everything. */
  stop(): Promise<void>
}

/** Starts everything that listens, and answers once it does. */
export async function startServer(instance: Instance, settings: Settings, logger: Logger): Promise<RunningServer> {
  const metrics = makeMetrics()
  const usage = new UsageRecorder(instance, (error) =>
    logger.error({ err: error }, 'last use could not be written; kept'),
  )
  const verification = await startVerification({
    instance,
    nodeId: randomUUID(),
    nodeName: `${hostname()}/${process.pid}`,
    leaseMs: settings.leaseMs,
    staleLimitMs: settings.staleLimitMs,
    onUse: (keyId, usedAt) => usage.note(keyId, usedAt),
    onOutcome: metrics.noteVerification,
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
    metrics,
    readiness,
    logger,
    publicUrl: () => url,
    trustedProxies: settings.trustedProxies,
    consoleDirectory,
  })
  shortenVerification(app, {
    verifier,
    isDraining: () => readiness.draining,
    onAnswer: metrics.noteVerificationAnswer,
  })
  const inFlight = new RequestsInFlight(app)
  await app.listen({ host: settings.host, port: settings.port })
  url = publicUrlOf(settings, (app.server.address() as AddressInfo).port)
  const lostCookies = explainLostCookies(settings)
  if (lostCookies !== undefined) logger.warn(lostCookies)
  const control =
    settings.databaseUrl === undefined
      ? await openControlSocket(instance, settings.dataDirectory, logger, operatorCommands(url))
      : undefined

  return {
    url,
    async stop() {
      readiness.draining = true
      await control?.close()
      const closed = app.close()
      await inFlight.drain(drainLimitMs)
      // What is left has sent nothing, half a header, or a body that never ends.
      app.server.closeAllConnections()
      await closed
      await usage.close()
      await verification.close()
      await instance.store.close()
    },
  }
}

import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Instance } from '@keystead/core'
import { UsageRecorder, Verifier } from '@keystead/verifier'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { operatorCommands } from './commands/operator-commands.ts'
import { openControlSocket } from './control-socket.ts'
import type { Settings } from './environment.ts'
import { RequestsInFlight } from './http/requests-in-flight.ts'
import { makeMetrics } from './operations/metrics.ts'
import { watchInstance } from './operations/watch-instance.ts'
import { explainLostCookies, publicUrlOf } from './public-url.ts'

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
export async function startServer(opened: Instance, settings: Settings, logger: Logger): Promise<RunningServer> {
  const metrics = makeMetrics()
  const instance = watchInstance(metrics, opened)
  const usage = new UsageRecorder(instance, (error) =>
    logger.error({ err: error }, 'last use could not be written; kept'),
  )
  const verifier = new Verifier(instance, (keyId, usedAt) => usage.note(keyId, usedAt), metrics.noteVerification)
  const readiness = { draining: false }
  let url = settings.publicUrl ?? ''
  const app = await buildApp({
    instance,
    verifier,
    metrics,
    readiness,
    logger,
    publicUrl: () => url,
    trustedProxies: settings.trustedProxies,
    consoleDirectory,
    tracing: settings.tracing.isWanted,
  })
  const inFlight = new RequestsInFlight(app)
  metrics.gauge({
    name: 'keystead_http_requests_in_flight',
    help: 'Requests that have begun and are not answered yet.',
    read: () => inFlight.count,
  })
  await app.listen({ host: settings.host, port: settings.port })
  url = publicUrlOf(settings, (app.server.address() as AddressInfo).port)
  const lostCookies = explainLostCookies(settings)
  if (lostCookies !== undefined) logger.warn(lostCookies)
  const control =
    settings.databaseUrl === undefined
      ? await openControlSocket(instance, settings.dataDirectory, logger, operatorCommands(url, settings.pepperFile))
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
      await instance.store.close()
    },
  }
}

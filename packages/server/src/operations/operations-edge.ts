import type { Instance } from '@keystead/core'
import type { FastifyPluginAsync } from 'fastify'
import type { Metrics } from './metrics.ts'

export type Readiness = {
  /** True from the moment that the process was asked to stop. */
  draining: boolean
}

/** What those ask who run Keystead: is it alive, may it get traffic, how is it. Needs no credentials and tells no names. */
export function operationsEdge(instance: Instance, readiness: Readiness, metrics: Metrics): FastifyPluginAsync {
  return async (app) => {
    // Alive as long as it answers at all: a database outage is no reason to restart the process.
    app.get('/healthz', async () => ({ status: 'ok' }))

    app.get('/readyz', async (_request, reply) => {
      if (readiness.draining) return reply.code(503).send({ status: 'stopping' })
      try {
        await instance.store.ping()
        return { status: 'ready' }
      } catch (error) {
        app.log.warn({ err: error }, 'not ready: the database does not answer')
        return reply.code(503).send({ status: 'unavailable' })
      }
    })

    app.get('/metrics', async (_request, reply) =>
      reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
    )
  }
}

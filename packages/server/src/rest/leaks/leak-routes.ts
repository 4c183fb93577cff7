import { type AttemptLimiter, type Instance, type LeakReport, networkOf, reportLeak } from '@keystead/core'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { originOf } from '../../http/authenticate.ts'
import { problemResponse } from '../wire/problem.ts'

const leakSchema = z
  .strictObject({ token: z.string().max(4096).describe('The whole token, as it was found') })
  .meta({ id: 'LeakReport', description: 'A token that lies where others can read it.' })

const receivedSchema = z
  .object({ received: z.literal(true) })
  .meta({ id: 'ReceivedLeakReport', description: 'The same for every token: whether it is one, nobody learns here.' })

/** `/leaks`: whoever has found a token says so, and needs nothing but the token. */
export function leakRoutes(instance: Instance, limiter: AttemptLimiter): FastifyPluginAsyncZod {
  return async (app) => {
    const pursue = makePursuer(instance, app.log)
    app.addHook('onClose', pursue.finish)

    app.post(
      '/leaks',
      {
        schema: {
          operationId: 'reportLeak',
          summary:
            'Report a token that was found where it should not be: its organizations have decided what becomes of it',
          tags: ['leaks'],
          security: [],
          body: leakSchema,
          response: { 202: receivedSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        limiter.take('leak', networkOf(request.ip))
        const { token } = request.body
        // Behind the answer, so that not even its time tells whether there was something to do.
        pursue.start(request, { token, source: 'holder', url: null })
        return reply.code(202).send({ received: true })
      },
    )
  }
}

/** Does what reports ask for, behind their answers. Those begun are finished before the server ends. */
function makePursuer(instance: Instance, log: FastifyBaseLogger) {
  const running = new Set<Promise<void>>()
  return {
    start(request: FastifyRequest, report: LeakReport) {
      const done: Promise<void> = reportLeak(instance, originOf(request), report)
        .then(() => {})
        // Nobody waits for it: the operator has to know.
        .catch((error: unknown) => log.error({ err: error, requestId: request.id }, 'a reported leak was not pursued'))
        .finally(() => running.delete(done))
      running.add(done)
    },
    finish: async () => void (await Promise.all(running)),
  }
}

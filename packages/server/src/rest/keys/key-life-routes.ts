import { disableKey, enableKey, type Instance } from '@keystead/core'
import type { Fleet } from '@keystead/verifier'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf } from '../../http/authenticate.ts'
import { problemResponse } from '../wire/problem.ts'
import { receiptSchema, toReceiptResource } from '../wire/receipt.ts'
import { keyIdSchema, keySchema, toKeyResource } from './key-resource.ts'

const longestBrownOutMinutes = 30 * 24 * 60

const newDisablementSchema = z
  .strictObject({
    minutes: z
      .int()
      .min(1)
      .max(longestBrownOutMinutes)
      .optional()
      .describe('After so many it works again by itself (a brown-out); left out, when somebody enables it'),
  })
  .meta({ id: 'NewDisablement' })

const disabledKeySchema = keySchema
  .extend({ receipt: receiptSchema })
  .meta({ id: 'DisabledApiKey', description: 'A key that is switched off, and which nodes refuse it.' })

/** What interrupts the life of a key: it is switched off and on. */
export function keyLifeRoutes(instance: Instance, fleet: Fleet): FastifyPluginAsyncZod {
  const now = () => instance.clock.now()
  return async (app) => {
    app.put(
      '/keys/:id/disablement',
      {
        schema: {
          operationId: 'disableKey',
          summary: 'Switch a key off, for some minutes or until it is enabled: it is refused from this answer on',
          tags: ['keys'],
          params: z.object({ id: keyIdSchema }),
          body: newDisablementSchema,
          response: { 200: disabledKeySchema, default: problemResponse },
        },
      },
      async (request) => {
        const key = await disableKey(instance, callerOf(request), request.params.id, request.body.minutes ?? null)
        return { ...toKeyResource(key, now()), receipt: toReceiptResource(await fleet.awaitEverywhere()) }
      },
    )

    app.delete(
      '/keys/:id/disablement',
      {
        schema: {
          operationId: 'enableKey',
          summary: 'Have a disabled key work again',
          tags: ['keys'],
          params: z.object({ id: keyIdSchema }),
          response: { 200: keySchema, default: problemResponse },
        },
      },
      async (request) => toKeyResource(await enableKey(instance, callerOf(request), request.params.id), now()),
    )
  }
}

import {
  type DeletedKey,
  deletedKeyMemoryMs,
  disableKey,
  enableKey,
  findDeletedKeys,
  type Instance,
  undeleteKey,
} from '@keystead/core'
import type { Fleet } from '@keystead/verifier'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { organizationReferenceSchema, timeSchema, writeTime } from '../wire/fields.ts'
import { nextCursorSchema, pageQuerySchema } from '../wire/page.ts'
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

const restorableKeySchema = keySchema
  .extend({
    deletion: z.object({
      at: timeSchema,
      by: z
        .object({ id: z.string(), name: z.string() })
        .nullable()
        .describe('Who did it, as they were called then; null where the caller may not know'),
      restorableUntil: timeSchema,
    }),
  })
  .meta({ id: 'RestorableApiKey', description: 'A deleted key as it was. It is refused, and can be brought back.' })

const restorablePageSchema = z
  .object({ keys: z.array(restorableKeySchema), nextCursor: nextCursorSchema })
  .meta({ id: 'RestorableApiKeyPage' })

function toRestorableResource(key: DeletedKey, now: number): z.infer<typeof restorableKeySchema> {
  const { at, by } = key.deletion
  return {
    ...toKeyResource(key, now),
    deletion: { at: writeTime(at), by, restorableUntil: writeTime(at + deletedKeyMemoryMs) },
  }
}

/** What interrupts the life of a key: it is switched off and on, deleted and brought back. */
export function keyLifeRoutes(instance: Instance, fleet: Fleet): FastifyPluginAsyncZod {
  const now = () => instance.clock.now()
  return async (app) => {
    app.get(
      '/deleted-keys',
      {
        schema: {
          operationId: 'listDeletedKeys',
          summary: 'Keys that were deleted in the last 30 days and can be brought back, the last one first',
          tags: ['keys'],
          querystring: pageQuerySchema.extend({
            organization: organizationReferenceSchema
              .optional()
              .describe('Only its own keys, and the personal keys of its members'),
          }),
          response: { 200: restorablePageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { keys, nextCursor } = await findDeletedKeys(instance, principalOfRequest(request), request.query)
        return { keys: keys.map((key) => toRestorableResource(key, now())), nextCursor }
      },
    )

    app.post(
      '/keys/:id/undelete',
      {
        schema: {
          operationId: 'undeleteKey',
          summary: 'Bring back a deleted key as it was, with its token',
          tags: ['keys'],
          params: z.object({ id: keyIdSchema }),
          response: { 200: keySchema, default: problemResponse },
        },
      },
      async (request) => toKeyResource(await undeleteKey(instance, callerOf(request), request.params.id), now()),
    )

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

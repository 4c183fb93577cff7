import {
  cancelRotation,
  changeRotation,
  completeRotation,
  findRotations,
  getRotation,
  type Instance,
  markConsumerGone,
  openRotation,
  revokeRotation,
  rotateServiceAccount,
  unmarkConsumerGone,
} from '@keystead/core'
import type { Fleet } from '@keystead/verifier'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { keyFormatSchema, keyIdSchema, keySchema, toKeyResource } from '../keys/key-resource.ts'
import { idSchema, organizationReferenceSchema } from '../wire/fields.ts'
import { pageQuerySchema } from '../wire/page.ts'
import { errorCodeSchema, problemResponse } from '../wire/problem.ts'
import { receiptSchema, toReceiptResource } from '../wire/receipt.ts'
import {
  readDeadline,
  rotationCompletionSchema,
  rotationDeadlineSchema,
  rotationPageSchema,
  rotationSchema,
  rotationStateSchema,
  rotationViewSchema,
  toListedRotationResource,
  toRotationResource,
  toRotationViewResource,
} from './rotation-resource.ts'

const newRotationSchema = z
  .strictObject({
    completion: rotationCompletionSchema.optional().describe('Left out, a person completes it'),
    deadline: rotationDeadlineSchema.optional(),
    format: keyFormatSchema.optional().describe('Left out, that of the old key'),
    revokeNow: z
      .boolean()
      .optional()
      .describe('The token has leaked: the old key is deleted in the same moment, whoever uses it'),
  })
  .meta({ id: 'NewRotation' })

const openedSchema = z
  .object({
    rotation: rotationSchema,
    key: keySchema.describe('The new key'),
    token: z.string().describe('The secret. Shown in this answer and nowhere else'),
  })
  .meta({ id: 'OpenedRotation' })

const openedOfOneSchema = z
  .object({
    keyId: z.string().describe('The old key'),
    opened: openedSchema.nullable(),
    code: errorCodeSchema.optional().describe('Why it was not rotated'),
  })
  .meta({ id: 'RotationOfOne' })

const openedOfAllSchema = z.object({ results: z.array(openedOfOneSchema) }).meta({ id: 'RotationsOfServiceAccount' })

const rotationChangesSchema = z
  .strictObject({
    completion: rotationCompletionSchema.optional(),
    deadline: rotationDeadlineSchema.nullable().optional().describe('Null: none any more'),
  })
  .meta({ id: 'RotationChanges' })

const endingSchema = z
  .strictObject({ evenIfUsed: z.boolean().optional().describe('Cuts off whoever still uses the key that is deleted') })
  .meta({ id: 'RotationEnding' })

const endedSchema = rotationSchema.extend({ receipt: receiptSchema }).meta({
  id: 'EndedRotation',
  description: 'A rotation that is over, and which nodes refuse the key that is deleted.',
})

const idempotencyHeader = z.object({
  'idempotency-key': z.string().max(4096).optional().describe('Lets the same caller repeat a lost request'),
})
const params = z.object({ id: idSchema.describe('ID of a rotation') })
const tags = ['rotations']

/** `/rotations`: one key takes the place of another, and all see when the old one is needed no more (design §9). */
export function rotationRoutes(instance: Instance, fleet: Fleet, flushUse: () => Promise<void>): FastifyPluginAsyncZod {
  const now = () => instance.clock.now()
  return async (app) => {
    app.post(
      '/keys/:id/rotations',
      {
        schema: {
          operationId: 'openRotation',
          summary: 'Rotate a key: a new one works beside it until all who use it have moved',
          tags,
          headers: idempotencyHeader,
          params: z.object({ id: keyIdSchema }),
          body: newRotationSchema,
          response: { 201: openedSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const { deadline, ...body } = request.body
        const { rotation, key, token } = await openRotation(instance, callerOf(request), request.params.id, {
          ...body,
          deadline: deadline && readDeadline(deadline),
          idempotencyKey: request.headers['idempotency-key'],
        })
        return reply
          .code(201)
          .header('location', `/api/v1/rotations/${rotation.id}`)
          .send({ rotation: toRotationResource(rotation), key: toKeyResource(key, now()), token: token.reveal() })
      },
    )

    app.post(
      '/service-accounts/:id/rotations',
      {
        schema: {
          operationId: 'rotateServiceAccount',
          summary: 'Rotate every key of a service account, each all or nothing, with a result for each',
          tags,
          headers: idempotencyHeader,
          params: z.object({ id: idSchema.describe('ID of a service account') }),
          body: newRotationSchema,
          response: { 201: openedOfAllSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const { deadline, ...body } = request.body
        const results = await rotateServiceAccount(instance, callerOf(request), request.params.id, {
          ...body,
          deadline: deadline && readDeadline(deadline),
          idempotencyKey: request.headers['idempotency-key'],
        })
        return reply.code(201).send({
          results: results.map((result) => {
            if (!result.opened) return { keyId: result.keyId, opened: null, code: result.code }
            const { keyId, rotation, key, token } = result
            const opened = { rotation: toRotationResource(rotation), key: toKeyResource(key, now()) }
            return { keyId, opened: { ...opened, token: token.reveal() } }
          }),
        })
      },
    )

    app.get(
      '/rotations',
      {
        schema: {
          operationId: 'listRotations',
          summary: 'List rotations, newest first',
          tags,
          querystring: pageQuerySchema.extend({
            state: rotationStateSchema.optional(),
            keyId: keyIdSchema.optional().describe('Of the old key or the new one'),
            owner: z.string().max(200).optional().describe('ID of a user or a service account'),
            organization: organizationReferenceSchema
              .optional()
              .describe('ID or name of an organization that the keys reach'),
          }),
          response: { 200: rotationPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { keyId, ...query } = request.query
        const { items, nextCursor } = await findRotations(instance, principalOfRequest(request), {
          ...query,
          key: keyId,
        })
        return { rotations: items.map((found) => toListedRotationResource(found, now())), nextCursor }
      },
    )

    app.get(
      '/rotations/:id',
      {
        schema: {
          operationId: 'getRotation',
          summary: 'One rotation, and who has moved',
          tags,
          params,
          response: { 200: rotationViewSchema, default: problemResponse },
        },
      },
      async (request) =>
        toRotationViewResource(await getRotation(instance, principalOfRequest(request), request.params.id), now()),
    )

    app.patch(
      '/rotations/:id',
      {
        schema: {
          operationId: 'changeRotation',
          summary: 'Give a rotation another deadline, or have it completed in the other way',
          tags,
          params,
          body: rotationChangesSchema,
          response: { 200: rotationSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { completion, deadline } = request.body
        const changes = { completion, deadline: readDeadline(deadline) }
        return toRotationResource(await changeRotation(instance, callerOf(request), request.params.id, changes))
      },
    )

    for (const [verb, operationId, summary, end] of [
      ['complete', 'completeRotation', 'Delete the old key, which nobody needs any more', completeRotation],
      ['cancel', 'cancelRotation', 'Delete the new key, and leave the old one', cancelRotation],
    ] as const) {
      app.post(
        `/rotations/:id/${verb}`,
        {
          schema: {
            operationId,
            summary,
            tags,
            params,
            body: endingSchema,
            response: { 200: endedSchema, default: problemResponse },
          },
        },
        async (request) => {
          // What this node has noted and not yet written may be what keeps a key alive.
          await flushUse()
          const ended = await end(instance, callerOf(request), request.params.id, request.body)
          return { ...toRotationResource(ended), receipt: toReceiptResource(await fleet.awaitEverywhere()) }
        },
      )
    }

    app.post(
      '/rotations/:id/revoke',
      {
        schema: {
          operationId: 'revokeRotation',
          summary: 'Delete the old key at once, whoever uses it: its token has leaked',
          tags,
          params,
          response: { 200: endedSchema, default: problemResponse },
        },
      },
      async (request) => {
        const ended = await revokeRotation(instance, callerOf(request), request.params.id)
        return { ...toRotationResource(ended), receipt: toReceiptResource(await fleet.awaitEverywhere()) }
      },
    )

    for (const [method, operationId, summary, mark] of [
      ['PUT', 'markConsumerGone', 'Say of a consumer that it will not come back', markConsumerGone],
      ['DELETE', 'unmarkConsumerGone', 'Take that back', unmarkConsumerGone],
    ] as const) {
      app.route({
        method,
        url: '/rotations/:id/gone-consumers/:consumer',
        schema: {
          operationId,
          summary,
          tags,
          params: params.extend({ consumer: idSchema.describe('ID of a consumer of the old key') }),
          response: { 200: rotationSchema, default: problemResponse },
        },
        async handler(request) {
          const { id, consumer } = request.params
          return toRotationResource(await mark(instance, callerOf(request), id, consumer))
        },
      })
    }
  }
}

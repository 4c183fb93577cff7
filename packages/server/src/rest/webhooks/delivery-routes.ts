import { findDeliveries, type Instance, redeliver, testWebhook } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { idSchema } from '../wire/fields.ts'
import { pageQuerySchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'
import { deliveryPageSchema, deliverySchema, toDeliveryResource } from './webhook-resource.ts'
import { webhookParams } from './webhook-routes.ts'

/** `/webhooks/…/deliveries`: what a webhook was told, and how that went. */
export function deliveryRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/webhooks/:id/test',
      {
        schema: {
          operationId: 'testWebhook',
          summary: 'Send a webhook an event of its own; how it went is among its deliveries',
          tags: ['webhooks'],
          params: webhookParams,
          response: { 202: deliverySchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const delivery = await testWebhook(instance, callerOf(request), request.params.id)
        return reply.code(202).send(toDeliveryResource(delivery))
      },
    )

    app.get(
      '/webhooks/:id/deliveries',
      {
        schema: {
          operationId: 'listWebhookDeliveries',
          summary: 'What a webhook was told in the last 30 days, and is to be, the newest events first',
          tags: ['webhooks'],
          params: webhookParams,
          querystring: pageQuerySchema,
          response: { 200: deliveryPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { id } = request.params
        const page = await findDeliveries(instance, principalOfRequest(request), id, request.query)
        return { deliveries: page.deliveries.map(toDeliveryResource), nextCursor: page.nextCursor }
      },
    )

    app.post(
      '/webhooks/:id/deliveries/:event/redeliver',
      {
        schema: {
          operationId: 'redeliverEvent',
          summary: 'Send an event to a webhook once more, under the ID that it had',
          tags: ['webhooks'],
          params: webhookParams.extend({ event: idSchema.describe('ID of an event') }),
          response: { 202: deliverySchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const { id, event } = request.params
        const delivery = await redeliver(instance, callerOf(request), id, event)
        return reply.code(202).send(toDeliveryResource(delivery))
      },
    )
  }
}

import {
  createWebhook,
  deleteWebhook,
  findWebhooks,
  getWebhook,
  type Instance,
  rotateWebhookSecret,
  updateWebhook,
} from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { idSchema, newNameSchema, organizationReferenceSchema } from '../wire/fields.ts'
import { problemResponse } from '../wire/problem.ts'
import {
  eventTypeSchema,
  toWebhookResource,
  webhookPageSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from './webhook-resource.ts'

const urlSchema = z
  .string()
  .max(4096)
  .describe('Begins with `https://`; no user name or password, and no fragment. Redirects are not followed')
const eventTypesSchema = z.array(eventTypeSchema).max(100).describe('Empty: all')
const descriptionSchema = newNameSchema.describe('Up to 255 characters, for people')

const newWebhookSchema = z
  .strictObject({
    url: urlSchema,
    organization: organizationReferenceSchema.optional().describe('Left out: the whole instance, for its admins'),
    eventTypes: eventTypesSchema.optional(),
    description: descriptionSchema.optional(),
  })
  .meta({ id: 'NewWebhook' })

const webhookChangesSchema = z
  .strictObject({
    url: urlSchema.optional(),
    eventTypes: eventTypesSchema.optional(),
    description: descriptionSchema.optional(),
    enabled: z.boolean().optional().describe('A webhook that is disabled is told nothing of what happens meanwhile'),
  })
  .meta({ id: 'WebhookChanges' })

export const webhookParams = z.object({ id: idSchema.describe('ID of a webhook') })

/** `/webhooks`: whom an organization, or the instance, tells of what happens. */
export function webhookRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/webhooks',
      {
        schema: {
          operationId: 'createWebhook',
          summary: 'Tell an address of what happens from now on, signed as Standard Webhooks',
          tags: ['webhooks'],
          body: newWebhookSchema,
          response: { 201: webhookWithSecretSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const { secret, ...placed } = await createWebhook(instance, callerOf(request), request.body)
        return reply.code(201).send({ webhook: toWebhookResource(placed), secret: secret.reveal() })
      },
    )

    app.get(
      '/webhooks',
      {
        schema: {
          operationId: 'listWebhooks',
          summary: 'The webhooks of an organization, or those of the instance, the oldest first, all at once',
          tags: ['webhooks'],
          querystring: z.strictObject({
            organization: organizationReferenceSchema.optional().describe('Left out: those of the instance'),
          }),
          response: { 200: webhookPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const webhooks = await findWebhooks(instance, principalOfRequest(request), request.query.organization)
        return { webhooks: webhooks.map(toWebhookResource), nextCursor: null }
      },
    )

    app.get(
      '/webhooks/:id',
      {
        schema: {
          operationId: 'getWebhook',
          summary: 'One webhook',
          tags: ['webhooks'],
          params: webhookParams,
          response: { 200: webhookSchema, default: problemResponse },
        },
      },
      async (request) => toWebhookResource(await getWebhook(instance, principalOfRequest(request), request.params.id)),
    )

    app.patch(
      '/webhooks/:id',
      {
        schema: {
          operationId: 'updateWebhook',
          summary: 'Change a webhook, disable it or enable it again',
          tags: ['webhooks'],
          params: webhookParams,
          body: webhookChangesSchema,
          response: { 200: webhookSchema, default: problemResponse },
        },
      },
      async (request) =>
        toWebhookResource(await updateWebhook(instance, callerOf(request), request.params.id, request.body)),
    )

    app.delete(
      '/webhooks/:id',
      {
        schema: {
          operationId: 'deleteWebhook',
          summary: 'Delete a webhook with all that was still to be sent to it',
          tags: ['webhooks'],
          params: webhookParams,
          response: { 200: webhookSchema, default: problemResponse },
        },
      },
      async (request) => toWebhookResource(await deleteWebhook(instance, callerOf(request), request.params.id)),
    )

    app.post(
      '/webhooks/:id/rotate-secret',
      {
        schema: {
          operationId: 'rotateWebhookSecret',
          summary: 'Give a webhook another secret; for a day deliveries are signed by both',
          tags: ['webhooks'],
          params: webhookParams,
          response: { 200: webhookWithSecretSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { secret, ...placed } = await rotateWebhookSecret(instance, callerOf(request), request.params.id)
        return { webhook: toWebhookResource(placed), secret: secret.reveal() }
      },
    )
  }
}

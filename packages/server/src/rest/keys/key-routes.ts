import {
  blockKey,
  createKey,
  deleteKey,
  deleteKeys,
  findKeys,
  getKey,
  type Instance,
  keySorts,
  renameKey,
  sortDirections,
  unblockKey,
} from '@keystead/core'
import type { Fleet } from '@keystead/verifier'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { newNameSchema, organizationReferenceSchema, readTime, timeSchema } from '../wire/fields.ts'
import { pageQuerySchema } from '../wire/page.ts'
import { errorCodeSchema, problemResponse } from '../wire/problem.ts'
import { receiptSchema, toReceiptResource } from '../wire/receipt.ts'
import {
  createdKeySchema,
  keyFormatSchema,
  keyIdSchema,
  keyPageSchema,
  keySchema,
  keyStateSchema,
  keyTypeSchema,
  staleKindSchema,
  toKeyPageResource,
  toKeyResource,
} from './key-resource.ts'

const newKeySchema = z
  .strictObject({
    name: newNameSchema,
    owner: z
      .string()
      .max(200)
      .optional()
      .describe('ID of a service account that the caller administers; left out, the caller'),
    organization: organizationReferenceSchema
      .optional()
      .describe('ID or name of the one organization to reach; left out, all that the caller’s credential reaches'),
    expiresAt: timeSchema.optional(),
    format: keyFormatSchema.optional(),
  })
  .meta({ id: 'NewKey' })

const keySortSchema = z.enum(keySorts).meta({ id: 'KeySort' })
const sortDirectionSchema = z.enum(sortDirections).meta({ id: 'SortDirection' })

const keyChangesSchema = z.strictObject({ name: newNameSchema }).meta({ id: 'KeyChanges' })

const mostBulkDeletions = 200

const keyIdsSchema = z
  .strictObject({ ids: z.array(keyIdSchema).min(1).max(mostBulkDeletions) })
  .meta({ id: 'KeyDeletions' })

const deletionSchema = z
  .object({
    id: z.string(),
    deleted: z.boolean(),
    code: errorCodeSchema.optional().describe('Why it was not deleted'),
  })
  .meta({ id: 'KeyDeletionResult' })

const deletionsSchema = z
  .object({
    results: z.array(deletionSchema),
    receipt: receiptSchema.nullable().describe('Null where nothing was deleted'),
  })
  .meta({ id: 'KeyDeletionResults' })

const deletedSchema = keySchema
  .extend({ receipt: receiptSchema })
  .meta({ id: 'DeletedApiKey', description: 'A key as it was, and which nodes refuse it.' })

/** `/keys`: everything that is done with keys, by whoever may (design §5, §7). */
export function keyRoutes(instance: Instance, fleet: Fleet): FastifyPluginAsyncZod {
  const now = () => instance.clock.now()
  return async (app) => {
    app.post(
      '/keys',
      {
        schema: {
          operationId: 'createKey',
          summary: 'Create a key',
          tags: ['keys'],
          headers: z.object({
            'idempotency-key': z.string().max(4096).optional().describe('Lets the same caller repeat a lost request'),
          }),
          body: newKeySchema,
          response: { 201: createdKeySchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const { expiresAt, ...body } = request.body
        const { key, token } = await createKey(instance, callerOf(request), {
          ...body,
          expiresAt: readTime(expiresAt),
          idempotencyKey: request.headers['idempotency-key'],
        })
        return reply
          .code(201)
          .header('location', `/api/v1/keys/${key.id}`)
          .send({ key: toKeyResource(key, now()), token: token.reveal() })
      },
    )

    app.get(
      '/keys',
      {
        schema: {
          operationId: 'listKeys',
          summary: 'Find or list keys, newest first unless sorted otherwise',
          tags: ['keys'],
          querystring: pageQuerySchema.extend({
            query: z.string().max(255).optional().describe('Part of the name, key ID, or owner’s user name or e-mail'),
            type: keyTypeSchema.optional(),
            owner: z.string().max(200).optional().describe('ID of a user or a service account'),
            organization: organizationReferenceSchema
              .optional()
              .describe('Only its own keys, and the personal keys of its members'),
            state: keyStateSchema.optional(),
            createdBefore: timeSchema.optional(),
            expiresBefore: timeSchema.optional().describe('Only keys that do expire, and before this'),
            lastUsedBefore: timeSchema.optional().describe('Also keys that were never used'),
            stale: staleKindSchema
              .optional()
              .describe(
                'Only keys that may be one too many, and of these only active ones unless `state` says otherwise. `unused_…`: made and last used before that; `expiring`: within 30 days; `owner_gone`: of a user who is no member of what it is for',
              ),
            sort: keySortSchema
              .default('createdAt')
              .describe('A key that was never used is before all others, one that never expires after them'),
            order: sortDirectionSchema
              .optional()
              .describe('Left out, `asc` for names and `desc` for times. A cursor is good for one sort and order'),
          }),
          response: { 200: keyPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { createdBefore, expiresBefore, lastUsedBefore, ...query } = request.query
        const page = await findKeys(instance, principalOfRequest(request), {
          ...query,
          createdBefore: readTime(createdBefore),
          expiresBefore: readTime(expiresBefore),
          lastUsedBefore: readTime(lastUsedBefore),
        })
        return toKeyPageResource(page, now())
      },
    )

    app.get(
      '/keys/:id',
      {
        schema: {
          operationId: 'getKey',
          summary: 'One key',
          tags: ['keys'],
          params: z.object({ id: keyIdSchema }),
          response: { 200: keySchema, default: problemResponse },
        },
      },
      async (request) => toKeyResource(await getKey(instance, principalOfRequest(request), request.params.id), now()),
    )

    app.patch(
      '/keys/:id',
      {
        schema: {
          operationId: 'renameKey',
          summary: 'Rename a key',
          tags: ['keys'],
          params: z.object({ id: keyIdSchema }),
          body: keyChangesSchema,
          response: { 200: keySchema, default: problemResponse },
        },
      },
      async (request) => {
        const { id } = request.params
        return toKeyResource(await renameKey(instance, callerOf(request), id, request.body.name), now())
      },
    )

    app.delete(
      '/keys/:id',
      {
        schema: {
          operationId: 'deleteKey',
          summary: 'Delete a key: its token is refused from the moment of this answer',
          tags: ['keys'],
          params: z.object({ id: keyIdSchema }),
          response: { 200: deletedSchema, default: problemResponse },
        },
      },
      async (request) => {
        const key = await deleteKey(instance, callerOf(request), request.params.id)
        return { ...toKeyResource(key, now()), receipt: toReceiptResource(await fleet.awaitEverywhere()) }
      },
    )

    app.post(
      '/keys/bulk-delete',
      {
        schema: {
          operationId: 'deleteKeys',
          summary: 'Delete several keys, each all or nothing, with a result for each',
          tags: ['keys'],
          body: keyIdsSchema,
          response: { 200: deletionsSchema, default: problemResponse },
        },
      },
      async (request) => {
        const results = await deleteKeys(instance, callerOf(request), request.body.ids)
        const receipt = results.some(({ deleted }) => deleted) ? await fleet.awaitEverywhere() : null
        return { results, receipt: receipt && toReceiptResource(receipt) }
      },
    )

    for (const [method, operationId, summary, change] of [
      [
        'PUT',
        'blockKey',
        'Block a key for one organization: from the moment of this answer it does not reach it',
        blockKey,
      ],
      ['DELETE', 'unblockKey', 'Take a block back', unblockKey],
    ] as const) {
      app.route({
        method,
        url: '/keys/:id/blocks/:organization',
        schema: {
          operationId,
          summary,
          tags: ['keys'],
          params: z.object({ id: keyIdSchema, organization: organizationReferenceSchema }),
          response: { 200: keySchema, default: problemResponse },
        },
        async handler(request) {
          const { id, organization } = request.params
          return toKeyResource(await change(instance, callerOf(request), id, organization), now())
        },
      })
    }
  }
}

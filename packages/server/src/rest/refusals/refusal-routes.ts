import { explainKey, explainRefusal, findRefusals, type Instance } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { principalOfRequest } from '../../http/authenticate.ts'
import { keyIdSchema } from '../keys/key-resource.ts'
import { idSchema, readTime, timeSchema } from '../wire/fields.ts'
import { pageQuerySchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'
import {
  explainedRefusalSchema,
  explanationSchema,
  readReason,
  refusalPageSchema,
  refusalReasonSchema,
  toExplainedRefusalResource,
  toExplanationResource,
  toRefusalResource,
} from './refusal-resource.ts'

const refusalsQuerySchema = pageQuerySchema.extend({
  reason: refusalReasonSchema.optional().describe('`disabled`: who was refused during a brown-out'),
  since: timeSchema.optional().describe('Only what has happened since'),
})

/** Why a key was refused: for its owner and who administers it, and never for the caller who was (design §7). */
export function refusalRoutes(instance: Instance, flushRefusals: () => Promise<void>): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/refusals/:requestId',
      {
        schema: {
          operationId: 'explainRefusal',
          summary: 'Why was this request refused? By the `requestId` of its answer',
          tags: ['refusals'],
          params: z.object({ requestId: idSchema.describe('As the refused request’s answer gave it') }),
          response: { 200: explainedRefusalSchema, default: problemResponse },
        },
      },
      async (request) => {
        // Whoever was refused a moment ago may ask at once.
        await flushRefusals()
        const { requestId } = request.params
        return toExplainedRefusalResource(await explainRefusal(instance, principalOfRequest(request), requestId))
      },
    )

    app.get(
      '/keys/:id/refusals',
      {
        schema: {
          operationId: 'listRefusals',
          summary: 'What was refused of a key in the last 30 days, by cause and place, the last one first',
          tags: ['refusals'],
          params: z.object({ id: keyIdSchema }),
          querystring: refusalsQuerySchema,
          response: { 200: refusalPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        await flushRefusals()
        const { reason, since, ...page } = request.query
        const { items, nextCursor } = await findRefusals(instance, principalOfRequest(request), request.params.id, {
          ...page,
          reason: readReason(reason),
          since: readTime(since),
        })
        return { refusals: items.map(toRefusalResource), nextCursor }
      },
    )

    app.get(
      '/keys/:id/explanation',
      {
        schema: {
          operationId: 'explainKey',
          summary: 'What state is this key in, and why? Also of one that was deleted in the last 30 days',
          tags: ['refusals'],
          params: z.object({ id: keyIdSchema }),
          response: { 200: explanationSchema, default: problemResponse },
        },
      },
      async (request) =>
        toExplanationResource(await explainKey(instance, principalOfRequest(request), request.params.id)),
    )
  }
}

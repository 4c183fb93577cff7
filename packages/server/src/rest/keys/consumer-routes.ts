import { dayMs, findConsumers, type Instance, type KeyUses } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { principalOfRequest } from '../../http/authenticate.ts'
import { timeSchema, writeTime } from '../wire/fields.ts'
import { problemResponse } from '../wire/problem.ts'
import { consumerVerifierSchema } from './consumer-verifier.ts'
import { keyIdSchema } from './key-resource.ts'

const programSchema = z
  .object({
    name: z.string().describe('Without its version: an upgrade makes no other consumer'),
    version: z.string().nullable(),
    runtime: z.string().nullable().describe('Such as `python 3.11`'),
  })
  .meta({ id: 'Program', description: 'What a client says of itself in its User-Agent.' })

export const consumerSchema = z
  .object({
    id: z
      .string()
      .describe('The same for the same place under every key; `others` for all who came when there were too many'),
    label: z.string().nullable().describe('What the client, or its verifier, calls it'),
    network: z.string().nullable().describe('An IPv4 /24 or an IPv6 /64'),
    lastAddress: z.string().nullable(),
    program: programSchema.nullable(),
    verifier: consumerVerifierSchema,
    firstSeenAt: timeSchema,
    lastSeenAt: timeSchema,
    count: z.number().int(),
    usualIntervalMs: z
      .number()
      .nullable()
      .describe('How many milliseconds it usually stays away at most; null as long as it shows no habit'),
    advice: z
      .object({
        code: z.enum(['TOO_OLD_FOR_LONG_KEYS']).describe('It refuses keys of more than 40 characters'),
        minimumVersion: z.string(),
      })
      .meta({ id: 'UpgradeAdvice' })
      .nullable(),
  })
  .meta({ id: 'Consumer', description: 'A place that a key is used from.' })

const keyUsesSchema = z
  .object({
    consumers: z.array(consumerSchema).describe('The one seen last first; at most 257'),
    days: z
      .array(z.object({ date: z.iso.date(), count: z.number().int() }).meta({ id: 'UseDay' }))
      .describe('The last 90 days in UTC, in order'),
  })
  .meta({ id: 'KeyUses', description: 'From where a key is used, and how often.' })

/** `/keys/{id}/consumers`: who would notice if the key were gone (design §9). */
export function consumerRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/keys/:id/consumers',
      {
        schema: {
          operationId: 'listConsumers',
          summary: 'From where a key is used, and how often on each of the last 90 days',
          tags: ['keys'],
          params: z.object({ id: keyIdSchema }),
          response: { 200: keyUsesSchema, default: problemResponse },
        },
      },
      async (request) =>
        toKeyUsesResource(await findConsumers(instance, principalOfRequest(request), request.params.id)),
    )
  }
}

function toKeyUsesResource({ consumers, days }: KeyUses): z.infer<typeof keyUsesSchema> {
  return {
    consumers: consumers.map((consumer) => ({
      ...consumer,
      firstSeenAt: writeTime(consumer.firstSeenAt),
      lastSeenAt: writeTime(consumer.lastSeenAt),
    })),
    days: days.map(({ day, count }) => ({ date: writeTime(day * dayMs).slice(0, 10), count })),
  }
}

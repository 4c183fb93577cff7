import {
  type AttemptLimiter,
  beginDeviceAuthorization,
  claimDeviceKey,
  decideDeviceAuthorization,
  previewDeviceAuthorization,
} from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, type Doorkeeper, originOf, principalOfRequest } from '../../http/authenticate.ts'
import { refuseOtherSites } from '../../http/refuse-cross-site.ts'
import { createdKeySchema, toKeyResource } from '../keys/key-resource.ts'
import { newNameSchema, timeSchema, writeTime } from '../wire/fields.ts'
import { problemResponse } from '../wire/problem.ts'

/** RFC 8628 §3.5: how many seconds a program waits before it asks again. */
const intervalSeconds = 5

const deviceCodeSchema = z.string().max(200).describe('What the program has been given, and shows nobody')
const userCodeSchema = z.string().max(32).describe('What the program shows, as it was typed')

const newAuthorizationSchema = z
  .strictObject({
    name: newNameSchema.describe('What the program’s key will be called, such as `keystead CLI on laptop`'),
  })
  .meta({ id: 'NewDeviceAuthorization' })

const begunSchema = z
  .object({
    deviceCode: deviceCodeSchema,
    userCode: z.string().describe('For the person to type, such as `WDJB-MJHT`'),
    verificationUri: z.string().describe('Where they type it'),
    verificationUriComplete: z.string().describe('The same with the code behind its #'),
    expiresInSeconds: z.int(),
    intervalSeconds: z.int().describe('To wait before each question'),
  })
  .meta({ id: 'BegunDeviceAuthorization' })

const claimSchema = z.strictObject({ deviceCode: deviceCodeSchema }).meta({ id: 'DeviceKeyClaim' })
const previewRequestSchema = z
  .strictObject({ userCode: userCodeSchema })
  .meta({ id: 'DeviceAuthorizationPreviewRequest' })
const decisionSchema = z
  .strictObject({ userCode: userCodeSchema, approve: z.boolean() })
  .meta({ id: 'DeviceAuthorizationDecision' })

const previewSchema = z
  .object({
    name: z.string().describe('As the program calls itself: not to be trusted'),
    ip: z.string().nullable().describe('From where it asked'),
    createdAt: timeSchema,
    expiresAt: timeSchema,
  })
  .meta({ id: 'DeviceAuthorizationPreview', description: 'A program that asks for a key.' })

const tags = ['devices']

/** `/device/…` for the program that has no credentials yet: it begins, and asks for its key until there is one (RFC 8628). */
export function deviceDoors({ instance, publicUrl }: Doorkeeper, limiter: AttemptLimiter): FastifyPluginAsyncZod {
  return async (app) => {
    app.addHook('onRequest', async (request) => refuseOtherSites(request, publicUrl()))

    app.post(
      '/device/authorizations',
      {
        schema: {
          operationId: 'beginDeviceAuthorization',
          summary: 'Begin to sign a program in by a person’s console',
          tags,
          security: [{}],
          body: newAuthorizationSchema,
          response: { 201: begunSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const begun = await beginDeviceAuthorization(instance, limiter, originOf(request), request.body)
        const { expiresAt, createdAt } = begun.authorization
        const verificationUri = `${publicUrl()}/device`
        return reply.code(201).send({
          deviceCode: begun.deviceCode.reveal(),
          userCode: begun.userCode,
          verificationUri,
          // A fragment: no server and no proxy sees it.
          verificationUriComplete: `${verificationUri}#${begun.userCode}`,
          expiresInSeconds: Math.floor((expiresAt - createdAt) / 1000),
          intervalSeconds,
        })
      },
    )

    app.post(
      '/device/tokens',
      {
        schema: {
          operationId: 'claimDeviceKey',
          summary: 'Ask for the program’s key: `AUTHORIZATION_PENDING` until the person has said yes',
          tags,
          security: [{}],
          body: claimSchema,
          response: { 200: createdKeySchema, default: problemResponse },
        },
      },
      async (request) => {
        const { key, token } = await claimDeviceKey(instance, limiter, originOf(request), request.body.deviceCode)
        return { key: toKeyResource(key, instance.clock.now()), token: token.reveal() }
      },
    )
  }
}

/** The same for the person who is asked: they look at what wants a key, and say yes or no. */
export function deviceDecisionRoutes(
  { instance }: Pick<Doorkeeper, 'instance'>,
  limiter: AttemptLimiter,
): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/device/authorizations/preview',
      {
        schema: {
          operationId: 'previewDeviceAuthorization',
          summary: 'Which program shows this code',
          tags,
          body: previewRequestSchema,
          response: { 200: previewSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { userCode } = request.body
        const found = await previewDeviceAuthorization(instance, limiter, principalOfRequest(request), userCode)
        const { name, ip, createdAt, expiresAt } = found
        return { name, ip, createdAt: writeTime(createdAt), expiresAt: writeTime(expiresAt) }
      },
    )

    app.post(
      '/device/authorizations/decision',
      {
        schema: {
          operationId: 'decideDeviceAuthorization',
          summary: 'Let the program have a key of the caller’s, or not: from a session',
          tags,
          body: decisionSchema,
          response: { 204: z.null().describe('Done'), default: problemResponse },
        },
      },
      async (request, reply) => {
        await decideDeviceAuthorization(instance, limiter, callerOf(request), request.body)
        return reply.code(204).send(null)
      },
    )
  }
}

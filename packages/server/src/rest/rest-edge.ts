import swagger from '@fastify/swagger'
import { AttemptLimiter, KeysteadError } from '@keystead/core'
import type { RunningVerification } from '@keystead/verifier'
import type { FastifyPluginAsync } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { ZodType } from 'zod'
import { authenticateAny, type Doorkeeper } from '../http/authenticate.ts'
import { auditRoutes } from './audit/audit-routes.ts'
import { changeRoutes } from './changes/change-routes.ts'
import { deviceDecisionRoutes, deviceDoors } from './devices/device-routes.ts'
import { acceptanceRoutes } from './invitations/acceptance-routes.ts'
import { invitationRoutes } from './invitations/invitation-routes.ts'
import { consumerRoutes } from './keys/consumer-routes.ts'
import { keyLifeRoutes } from './keys/key-life-routes.ts'
import { keyRoutes } from './keys/key-routes.ts'
import type { FindGithubKey } from './leaks/github-keys.ts'
import { githubLeakRoutes } from './leaks/github-leak-routes.ts'
import { leakRoutes } from './leaks/leak-routes.ts'
import { memberRoutes } from './members/member-routes.ts'
import { openapiOptions } from './openapi.ts'
import { organizationRoutes } from './organizations/organization-routes.ts'
import { policyRoutes } from './organizations/policy-routes.ts'
import { meRoutes } from './principals/me-routes.ts'
import { verifyRoutes } from './principals/verify-routes.ts'
import { refusalRoutes } from './refusals/refusal-routes.ts'
import { rotationRoutes } from './rotations/rotation-routes.ts'
import { serviceAccountRoutes } from './service-accounts/service-account-routes.ts'
import { sessionRoutes } from './sessions/session-routes.ts'
import { signInRoutes } from './sessions/sign-in-routes.ts'
import { teamMemberRoutes } from './teams/team-member-routes.ts'
import { teamRoutes } from './teams/team-routes.ts'
import { userRoutes } from './users/user-routes.ts'
import { deliveryRoutes } from './webhooks/delivery-routes.ts'
import { webhookRoutes } from './webhooks/webhook-routes.ts'

// One name of at most 255 characters, one token, a page of key IDs: nothing that this edge takes is larger.
const largestBody = 64 * 1024

const acceptsNothing = (schema: unknown) => schema instanceof ZodType && schema.safeParse({}).success

/** The product's own API, `/api/v1`, with its OpenAPI document made from the schemas that validate and strip. */
export function restEdge(
  parts: Doorkeeper &
    Pick<RunningVerification, 'fleet' | 'follower'> & {
      readonly leaseMs: number
      readonly flushUse: () => Promise<void>
      readonly flushRefusals: () => Promise<void>
      readonly findGithubKey?: FindGithubKey | undefined
    },
): FastifyPluginAsync {
  const { fleet, follower, leaseMs, flushUse, flushRefusals, findGithubKey, ...doorkeeper } = parts
  const { instance, verifier } = doorkeeper
  const limiter = new AttemptLimiter(instance.clock)
  return async (app) => {
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    await app.register(swagger, openapiOptions)
    app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())

    await app.register(async (product) => {
      // Answers speak of keys and may hold a token: no cache on the way may keep one.
      product.addHook('onSend', async (_request, reply) => {
        reply.header('cache-control', 'no-store')
        // Nor may a browser take one for anything but what it is, or let another site load it.
        reply.header('x-content-type-options', 'nosniff').header('cross-origin-resource-policy', 'same-origin')
      })
      product.addHook('onRoute', (route) => {
        route.bodyLimit ??= largestBody
      })
      product.addHook('preValidation', async (request) => {
        // No body at all asks for nothing in particular, where nothing need be asked for.
        if (acceptsNothing(request.routeOptions.schema?.body)) request.body ??= {}
      })
      await product.register(signInRoutes(doorkeeper, limiter))
      await product.register(acceptanceRoutes(doorkeeper, limiter))
      await product.register(deviceDoors(doorkeeper, limiter))
      await product.register(leakRoutes(instance, limiter))
      if (findGithubKey !== undefined) await product.register(githubLeakRoutes(instance, findGithubKey))

      await product.register(async (authenticated) => {
        authenticated.addHook('onRequest', (request) => authenticateAny(doorkeeper, request))
        await authenticated.register(auditRoutes(instance))
        await authenticated.register(changeRoutes({ verifier, follower, leaseMs }))
        await authenticated.register(deviceDecisionRoutes(doorkeeper, limiter))
        await authenticated.register(invitationRoutes(instance))
        await authenticated.register(consumerRoutes(instance))
        await authenticated.register(keyLifeRoutes(instance, fleet))
        await authenticated.register(keyRoutes(instance, fleet))
        await authenticated.register(meRoutes(instance))
        await authenticated.register(memberRoutes(instance))
        await authenticated.register(organizationRoutes(instance))
        await authenticated.register(policyRoutes(instance))
        await authenticated.register(refusalRoutes(instance, flushRefusals))
        await authenticated.register(rotationRoutes(instance, fleet, flushUse))
        await authenticated.register(serviceAccountRoutes(instance))
        await authenticated.register(sessionRoutes(doorkeeper, limiter))
        await authenticated.register(teamMemberRoutes(instance))
        await authenticated.register(teamRoutes(instance))
        await authenticated.register(userRoutes(instance))
        await authenticated.register(verifyRoutes(verifier))
        await authenticated.register(webhookRoutes(instance))
        await authenticated.register(deliveryRoutes(instance))
        // Behind authentication, too: who may not come in learns nothing of which paths there are.
        authenticated.all('/*', { schema: { hide: true } }, async () => {
          throw new KeysteadError('NOT_FOUND')
        })
      })
    })
  }
}

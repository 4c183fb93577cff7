import swagger from '@fastify/swagger'
import { type Instance, KeysteadError } from '@keystead/core'
import type { Verifier } from '@keystead/verifier'
import type { FastifyPluginAsync } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { authenticate } from '../http/authenticate.ts'
import { keyRoutes } from './keys.ts'
import { meRoutes } from './me.ts'
import { openapiOptions } from './openapi.ts'
import { policyRoutes } from './policies.ts'
import { verifyRoutes } from './verify.ts'

// One name of at most 255 characters, one token, a page of key IDs: nothing that this edge takes is larger.
const largestBody = 64 * 1024

/** The product's own API, `/api/v1`, with its OpenAPI document made from the schemas that validate and strip. */
export function restEdge(instance: Instance, verifier: Verifier): FastifyPluginAsync {
  return async (app) => {
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    await app.register(swagger, openapiOptions)
    app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())

    await app.register(async (authenticated) => {
      authenticated.addHook('onRequest', (request) => authenticate(verifier, request))
      // Answers speak of keys and may hold a token: no cache on the way may keep one.
      authenticated.addHook('onSend', async (_request, reply) => {
        reply.header('cache-control', 'no-store')
      })
      authenticated.addHook('onRoute', (route) => {
        route.bodyLimit ??= largestBody
      })
      await authenticated.register(keyRoutes(instance))
      await authenticated.register(meRoutes(instance))
      await authenticated.register(policyRoutes(instance))
      await authenticated.register(verifyRoutes(instance, verifier))
      // Behind authentication, too: who may not come in learns nothing of which paths there are.
      authenticated.all('/*', { schema: { hide: true } }, async () => {
        throw new KeysteadError('NOT_FOUND')
      })
    })
  }
}

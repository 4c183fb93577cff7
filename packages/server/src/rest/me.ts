import { getKey, type Instance } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { principalOfRequest } from '../http/authenticate.ts'
import { keySchema, toKeyResource } from './key-resource.ts'
import { membershipSchema, principalSchema, toMembershipResources, toPrincipalResource } from './principal-resource.ts'
import { problemResponse } from './problem.ts'

/** `/me`: who the credentials belong to. */
export function meRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/me',
      {
        schema: {
          operationId: 'getMe',
          summary: 'The principal behind the credentials',
          tags: ['me'],
          response: {
            200: z.object({
              principal: principalSchema,
              organizations: z.array(membershipSchema),
              key: keySchema.describe('The key that was used to ask'),
            }),
            default: problemResponse,
          },
        },
      },
      async (request) => {
        const principal = principalOfRequest(request)
        return {
          principal: toPrincipalResource(principal),
          organizations: toMembershipResources(principal),
          key: toKeyResource(await getKey(instance, principal, principal.keyId), instance.clock.now()),
        }
      },
    )
  }
}

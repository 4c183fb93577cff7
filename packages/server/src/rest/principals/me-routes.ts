import { getKey, type Instance } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { principalOfRequest } from '../../http/authenticate.ts'
import { keySchema, toKeyResource } from '../keys/key-resource.ts'
import { problemResponse } from '../wire/problem.ts'
import {
  membershipSchema,
  principalSchema,
  teamMembershipSchema,
  toMembershipResources,
  toPrincipalResource,
  toTeamMembershipResources,
} from './principal-resource.ts'

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
              teams: z.array(teamMembershipSchema),
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
          teams: toTeamMembershipResources(principal),
          key: toKeyResource(await getKey(instance, principal, principal.keyId), instance.clock.now()),
        }
      },
    )
  }
}

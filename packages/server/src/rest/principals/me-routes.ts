import type { Instance } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { principalOfRequest } from '../../http/authenticate.ts'
import { problemResponse } from '../wire/problem.ts'
import { meSchema, toMeResource } from './me-resource.ts'

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
          response: { 200: meSchema, default: problemResponse },
        },
      },
      async (request) => toMeResource(instance, principalOfRequest(request)),
    )
  }
}

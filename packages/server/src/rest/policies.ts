import { changePolicies, getPolicies, type Instance, type Policies } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { principalOfRequest } from '../http/authenticate.ts'
import { organizationReferenceSchema } from './key-resource.ts'
import { problemResponse } from './problem.ts'

const disableKeyCreation = z
  .boolean()
  .describe('Nobody can create keys that reach this organization; those that there are keep working')
const maximumKeyLifetimeSeconds = z.int().nullable().describe('No key is made that lives longer; null for no limit')

const policiesSchema = z
  .object({ disableKeyCreation, maximumKeyLifetimeSeconds })
  .meta({ id: 'Policies', description: 'What an organization has decided about its keys.' })

const params = z.object({ organization: organizationReferenceSchema })

/** `/organizations/…/policies`: seen by every member, changed by admins (design §6). */
export function policyRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/organizations/:organization/policies',
      {
        schema: {
          operationId: 'getPolicies',
          summary: 'The policies of an organization',
          tags: ['policies'],
          params,
          response: { 200: policiesSchema, default: problemResponse },
        },
      },
      async (request) =>
        toResource(await getPolicies(instance, principalOfRequest(request), request.params.organization)),
    )

    app.patch(
      '/organizations/:organization/policies',
      {
        schema: {
          operationId: 'changePolicies',
          summary: 'Change some policies of an organization',
          tags: ['policies'],
          params,
          body: z.strictObject({
            disableKeyCreation: disableKeyCreation.optional(),
            maximumKeyLifetimeSeconds: maximumKeyLifetimeSeconds.optional(),
          }),
          response: { 200: policiesSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { disableKeyCreation: disable, maximumKeyLifetimeSeconds: seconds } = request.body
        const changes: Partial<Policies> = {
          ...(disable !== undefined && { disableKeyCreation: disable }),
          ...(seconds !== undefined && { maximumKeyLifetimeMs: seconds === null ? null : seconds * 1000 }),
        }
        const { organization } = request.params
        return toResource(await changePolicies(instance, principalOfRequest(request), organization, changes))
      },
    )
  }
}

function toResource({ disableKeyCreation, maximumKeyLifetimeMs }: Policies): z.infer<typeof policiesSchema> {
  return {
    disableKeyCreation,
    maximumKeyLifetimeSeconds: maximumKeyLifetimeMs === null ? null : maximumKeyLifetimeMs / 1000,
  }
}

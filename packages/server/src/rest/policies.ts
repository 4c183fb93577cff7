import { changePolicies, getPolicies, type Instance, type Policies, previewEnforcement } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { principalOfRequest } from '../http/authenticate.ts'
import { keyPageSchema, organizationReferenceSchema, pageQuerySchema, toKeyPageResource } from './key-resource.ts'
import { problemResponse } from './problem.ts'

const disableKeyCreation = z
  .boolean()
  .describe('Nobody can create keys that reach this organization; those that there are keep working')
const enforceOrganizationKeys = z
  .boolean()
  .describe('Personal keys do not reach this organization; only keys that are confined to it do')
const maximumKeyLifetimeSeconds = z.int().nullable().describe('No key is made that lives longer; null for no limit')

const policiesSchema = z
  .object({ disableKeyCreation, enforceOrganizationKeys, maximumKeyLifetimeSeconds })
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
            enforceOrganizationKeys: enforceOrganizationKeys.optional(),
            maximumKeyLifetimeSeconds: maximumKeyLifetimeSeconds.optional(),
            confirmation: z
              .string()
              .max(255)
              .optional()
              .describe('The exact name of the organization, to switch `enforceOrganizationKeys` on'),
          }),
          response: { 200: policiesSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { maximumKeyLifetimeSeconds: seconds, confirmation, ...switches } = request.body
        const { disableKeyCreation: disable, enforceOrganizationKeys: enforce } = switches
        const changes: Partial<Policies> = {
          ...(disable !== undefined && { disableKeyCreation: disable }),
          ...(enforce !== undefined && { enforceOrganizationKeys: enforce }),
          ...(seconds !== undefined && { maximumKeyLifetimeMs: seconds === null ? null : seconds * 1000 }),
        }
        const { organization } = request.params
        const caller = principalOfRequest(request)
        return toResource(await changePolicies(instance, caller, organization, changes, confirmation))
      },
    )

    app.get(
      '/organizations/:organization/policies/enforcement-preview',
      {
        schema: {
          operationId: 'previewEnforcement',
          summary: 'The keys that would stop reaching the organization if it enforced organization-scoped keys',
          tags: ['policies'],
          params,
          querystring: pageQuerySchema,
          response: { 200: keyPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization } = request.params
        const page = await previewEnforcement(instance, principalOfRequest(request), organization, request.query)
        return toKeyPageResource(page, instance.clock.now())
      },
    )
  }
}

function toResource({
  disableKeyCreation,
  enforceOrganizationKeys,
  maximumKeyLifetimeMs,
}: Policies): z.infer<typeof policiesSchema> {
  return {
    disableKeyCreation,
    enforceOrganizationKeys,
    maximumKeyLifetimeSeconds: maximumKeyLifetimeMs === null ? null : maximumKeyLifetimeMs / 1000,
  }
}

import {
  changePolicies,
  getPolicies,
  type Instance,
  leakResponses,
  type Policies,
  previewEnforcement,
} from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { keyPageSchema, toKeyPageResource } from '../keys/key-resource.ts'
import { organizationReferenceSchema } from '../wire/fields.ts'
import { pageQuerySchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'

const disableKeyCreation = z
  .boolean()
  .describe(
    'Users and service accounts of teams get no new keys here; those of the organization still do, and existing keys keep working',
  )
const enforceOrganizationKeys = z
  .boolean()
  .describe('Personal keys do not reach this organization; only keys that are confined to it do')
const disableViewerKeyCreation = z.boolean().describe('Viewers get no new keys that reach this organization')
const disableTeamServiceAccountCreation = z
  .boolean()
  .describe('Its teams get no new service accounts; those that there are keep working')
const maximumKeyLifetimeSeconds = z.int().nullable().describe('No key is made that lives longer; null for no limit')
const onLeak = z
  .enum(leakResponses)
  .describe(
    'What becomes of a key whose token somebody has found: `disable` until an admin enables it; `rotate`: it works for `leakGraceSeconds` more, in which a rotation takes its place, and never again; `alert`: those whom it concerns are told, and no more. Of a key that reaches several organizations, the strictest decides',
  )
const leakGraceSeconds = z
  .int()
  .min(60)
  .max(30 * 24 * 60 * 60)
  .describe('For how long a leaked key still works where `onLeak` is `rotate`')

const policiesSchema = z
  .object({
    disableKeyCreation,
    disableViewerKeyCreation,
    enforceOrganizationKeys,
    disableTeamServiceAccountCreation,
    maximumKeyLifetimeSeconds,
    onLeak,
    leakGraceSeconds,
  })
  .meta({ id: 'Policies', description: 'What an organization has decided about its keys.' })

const policyChangesSchema = z
  .strictObject({
    ...policiesSchema.partial().shape,
    confirmation: z
      .string()
      .max(1024)
      .optional()
      .describe('The exact name of the organization, to switch `enforceOrganizationKeys` on'),
  })
  .meta({ id: 'PolicyChanges' })

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
          body: policyChangesSchema,
          response: { 200: policiesSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { confirmation, ...changes } = request.body
        const { organization } = request.params
        const caller = callerOf(request)
        return toResource(await changePolicies(instance, caller, organization, toChanges(changes), confirmation))
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

type PoliciesResource = z.infer<typeof policiesSchema>

function toResource({ maximumKeyLifetimeMs, leakGraceMs, ...others }: Policies): PoliciesResource {
  return {
    ...others,
    leakGraceSeconds: leakGraceMs / 1000,
    maximumKeyLifetimeSeconds: maximumKeyLifetimeMs === null ? null : maximumKeyLifetimeMs / 1000,
  }
}

type GivenPolicies = { readonly [Name in keyof PoliciesResource]?: PoliciesResource[Name] | undefined }

function toChanges({
  maximumKeyLifetimeSeconds: seconds,
  leakGraceSeconds,
  ...others
}: GivenPolicies): Partial<Policies> {
  const given = Object.entries(others).filter(([, value]) => value !== undefined)
  return {
    ...(Object.fromEntries(given) as Partial<Policies>),
    ...(seconds !== undefined && { maximumKeyLifetimeMs: seconds === null ? null : seconds * 1000 }),
    ...(leakGraceSeconds !== undefined && { leakGraceMs: leakGraceSeconds * 1000 }),
  }
}

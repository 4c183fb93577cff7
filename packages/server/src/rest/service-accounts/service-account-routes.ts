import {
  createServiceAccount,
  deleteServiceAccount,
  findServiceAccounts,
  getServiceAccount,
  type Instance,
  type ServiceAccount,
  updateServiceAccount,
} from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { deletedKeysSchema, toKeyResources } from '../keys/key-resource.ts'
import {
  idSchema,
  newNameSchema,
  organizationReferenceSchema,
  referenceSchema,
  teamReferenceSchema,
  timeSchema,
  writeTime,
} from '../wire/fields.ts'
import { findQuerySchema, nextCursorSchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'

const verifierSchema = z
  .boolean()
  .describe('Whether it may ask if tokens are good: for its organization, or for its team')

const serviceAccountSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    organization: referenceSchema,
    team: referenceSchema.nullable().describe('The one team it belongs to; null for one of the organization'),
    defaultTeam: referenceSchema.describe('Where its clients put what names no team'),
    verifier: verifierSchema,
    createdAt: timeSchema,
  })
  .meta({ id: 'ServiceAccount', description: 'An identity that is no person, of an organization or of a team.' })

const newServiceAccountSchema = z
  .strictObject({
    name: newNameSchema,
    team: teamReferenceSchema.optional().describe('ID or name of the team that it belongs to; or'),
    defaultTeam: teamReferenceSchema
      .optional()
      .describe('ID or name of the default team of one that belongs to the organization. Exactly one of the two'),
    verifier: verifierSchema.optional(),
  })
  .meta({ id: 'NewServiceAccount' })

const serviceAccountChangesSchema = z
  .strictObject({
    name: newNameSchema.optional(),
    defaultTeam: teamReferenceSchema
      .optional()
      .describe('ID or name of a team; only for a service account of the organization'),
    verifier: verifierSchema.optional(),
  })
  .meta({ id: 'ServiceAccountChanges' })

const serviceAccountPageSchema = z
  .object({ serviceAccounts: z.array(serviceAccountSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'ServiceAccountPage' })

const deletedServiceAccountSchema = z
  .object({ serviceAccount: serviceAccountSchema, deletedKeys: deletedKeysSchema })
  .meta({ id: 'DeletedServiceAccount' })

function toResource({ createdAt, ...serviceAccount }: ServiceAccount): z.infer<typeof serviceAccountSchema> {
  return { ...serviceAccount, createdAt: writeTime(createdAt) }
}

const params = z.object({ organization: organizationReferenceSchema })
const accountParams = z.object({ id: idSchema.describe('ID of a service account') })

/** `/service-accounts`: identities that outlive people, governed by admins of where they belong (design §5). */
export function serviceAccountRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/organizations/:organization/service-accounts',
      {
        schema: {
          operationId: 'createServiceAccount',
          summary: 'Create a service account, of a team or of the organization; it has no key yet',
          tags: ['service accounts'],
          params,
          body: newServiceAccountSchema,
          response: { 201: serviceAccountSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const { organization } = request.params
        const serviceAccount = await createServiceAccount(instance, callerOf(request), organization, request.body)
        return reply
          .code(201)
          .header('location', `/api/v1/service-accounts/${serviceAccount.id}`)
          .send(toResource(serviceAccount))
      },
    )

    app.get(
      '/organizations/:organization/service-accounts',
      {
        schema: {
          operationId: 'listServiceAccounts',
          summary: 'The service accounts of an organization that the caller sees, by name',
          tags: ['service accounts'],
          params,
          querystring: findQuerySchema.extend({
            team: teamReferenceSchema.optional().describe('Only the accounts that belong to this team'),
          }),
          response: { 200: serviceAccountPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization } = request.params
        const page = await findServiceAccounts(instance, principalOfRequest(request), organization, request.query)
        return { serviceAccounts: page.items.map(toResource), nextCursor: page.nextCursor }
      },
    )

    app.get(
      '/service-accounts/:id',
      {
        schema: {
          operationId: 'getServiceAccount',
          summary: 'One service account',
          tags: ['service accounts'],
          params: accountParams,
          response: { 200: serviceAccountSchema, default: problemResponse },
        },
      },
      async (request) => toResource(await getServiceAccount(instance, principalOfRequest(request), request.params.id)),
    )

    app.patch(
      '/service-accounts/:id',
      {
        schema: {
          operationId: 'updateServiceAccount',
          summary: 'Change a service account: what is left out stays',
          tags: ['service accounts'],
          params: accountParams,
          body: serviceAccountChangesSchema,
          response: { 200: serviceAccountSchema, default: problemResponse },
        },
      },
      async (request) =>
        toResource(await updateServiceAccount(instance, callerOf(request), request.params.id, request.body)),
    )

    app.delete(
      '/service-accounts/:id',
      {
        schema: {
          operationId: 'deleteServiceAccount',
          summary: 'Delete a service account with its keys: they are refused from the moment of this answer',
          tags: ['service accounts'],
          params: accountParams,
          response: { 200: deletedServiceAccountSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { serviceAccount, deletedKeys } = await deleteServiceAccount(
          instance,
          callerOf(request),
          request.params.id,
        )
        return {
          serviceAccount: toResource(serviceAccount),
          deletedKeys: toKeyResources(deletedKeys, instance.clock.now()),
        }
      },
    )
  }
}

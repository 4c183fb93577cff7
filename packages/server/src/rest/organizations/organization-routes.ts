import {
  createOrganization,
  findOrganizations,
  getOrganization,
  type Instance,
  type Organization,
  renameOrganization,
} from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import {
  newNameSchema,
  organizationReferenceSchema,
  timeSchema,
  userReferenceSchema,
  writeTime,
} from '../wire/fields.ts'
import { findQuerySchema, nextCursorSchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'

const organizationSchema = z
  .object({ id: z.string(), name: z.string(), createdAt: timeSchema })
  .meta({ id: 'Organization', description: 'Where people, teams and service accounts belong.' })

const newOrganizationSchema = z
  .strictObject({
    name: newNameSchema,
    admin: userReferenceSchema.optional().describe('ID or name of its first admin; left out, the caller'),
  })
  .meta({ id: 'NewOrganization' })
const organizationChangesSchema = z.strictObject({ name: newNameSchema }).meta({ id: 'OrganizationChanges' })
const organizationPageSchema = z
  .object({ organizations: z.array(organizationSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'OrganizationPage' })

function toResource({ id, name, createdAt }: Organization): z.infer<typeof organizationSchema> {
  return { id, name, createdAt: writeTime(createdAt) }
}

const params = z.object({ organization: organizationReferenceSchema })

/** `/organizations`: made by admins of the instance, seen by whoever belongs to them (design §5). */
export function organizationRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/organizations',
      {
        schema: {
          operationId: 'createOrganization',
          summary: 'Create an organization with its first admin',
          tags: ['organizations'],
          body: newOrganizationSchema,
          response: { 201: organizationSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const organization = await createOrganization(instance, callerOf(request), request.body)
        return reply
          .code(201)
          .header('location', `/api/v1/organizations/${organization.id}`)
          .send(toResource(organization))
      },
    )

    app.get(
      '/organizations',
      {
        schema: {
          operationId: 'listOrganizations',
          summary: 'The organizations within the caller’s reach, by name; for admins of the instance all',
          tags: ['organizations'],
          querystring: findQuerySchema,
          response: { 200: organizationPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { items, nextCursor } = await findOrganizations(instance, principalOfRequest(request), request.query)
        return { organizations: items.map(toResource), nextCursor }
      },
    )

    app.get(
      '/organizations/:organization',
      {
        schema: {
          operationId: 'getOrganization',
          summary: 'One organization',
          tags: ['organizations'],
          params,
          response: { 200: organizationSchema, default: problemResponse },
        },
      },
      async (request) =>
        toResource(await getOrganization(instance, principalOfRequest(request), request.params.organization)),
    )

    app.patch(
      '/organizations/:organization',
      {
        schema: {
          operationId: 'renameOrganization',
          summary: 'Rename an organization',
          tags: ['organizations'],
          params,
          body: organizationChangesSchema,
          response: { 200: organizationSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization } = request.params
        return toResource(await renameOrganization(instance, callerOf(request), organization, request.body.name))
      },
    )
  }
}

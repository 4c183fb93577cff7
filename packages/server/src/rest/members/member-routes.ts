import { addMember, changeMemberRole, findMembers, type Instance, removeMember } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { deletedKeysSchema, toKeyResources } from '../keys/key-resource.ts'
import { organizationReferenceSchema, userReferenceSchema } from '../wire/fields.ts'
import { findQuerySchema, nextCursorSchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'
import { memberSchema, organizationRoleSchema, toMemberResource } from './member-resource.ts'

const params = z.object({ organization: organizationReferenceSchema })
const memberParams = params.extend({ user: userReferenceSchema })

const newMemberSchema = z
  .strictObject({ user: userReferenceSchema, role: organizationRoleSchema })
  .meta({ id: 'NewMember' })
const memberChangesSchema = z.strictObject({ role: organizationRoleSchema }).meta({ id: 'MemberChanges' })
const memberPageSchema = z
  .object({ members: z.array(memberSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'MemberPage' })
const removedMemberSchema = z
  .object({
    member: memberSchema,
    deletedKeys: deletedKeysSchema.describe('Their keys that were confined to the organization, now deleted'),
  })
  .meta({ id: 'RemovedMember' })

/** `/organizations/…/members`: who belongs to an organization, and as what (design §5). */
export function memberRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/organizations/:organization/members',
      {
        schema: {
          operationId: 'addMember',
          summary: 'Make a user a member without asking them, as an admin of the instance; everyone else invites',
          tags: ['members'],
          params,
          body: newMemberSchema,
          response: { 201: memberSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const member = await addMember(instance, callerOf(request), request.params.organization, request.body)
        return reply.code(201).send(toMemberResource(member))
      },
    )

    app.get(
      '/organizations/:organization/members',
      {
        schema: {
          operationId: 'listMembers',
          summary: 'The members of an organization, by user name',
          tags: ['members'],
          params,
          querystring: findQuerySchema,
          response: { 200: memberPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization } = request.params
        const page = await findMembers(instance, principalOfRequest(request), organization, request.query)
        return { members: page.items.map(toMemberResource), nextCursor: page.nextCursor }
      },
    )

    app.patch(
      '/organizations/:organization/members/:user',
      {
        schema: {
          operationId: 'changeMemberRole',
          summary: 'Give a member another role, with effect on the next use of any key of theirs',
          tags: ['members'],
          params: memberParams,
          body: memberChangesSchema,
          response: { 200: memberSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization, user } = request.params
        const { role } = request.body
        return toMemberResource(await changeMemberRole(instance, callerOf(request), organization, user, role))
      },
    )

    app.delete(
      '/organizations/:organization/members/:user',
      {
        schema: {
          operationId: 'removeMember',
          summary:
            'Remove a member, or leave: their keys reach the organization no more from the moment of this answer',
          tags: ['members'],
          params: memberParams,
          response: { 200: removedMemberSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization, user } = request.params
        const { member, deletedKeys } = await removeMember(instance, callerOf(request), organization, user)
        return { member: toMemberResource(member), deletedKeys: toKeyResources(deletedKeys, instance.clock.now()) }
      },
    )
  }
}

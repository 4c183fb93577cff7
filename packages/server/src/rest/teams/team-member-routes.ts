import { addTeamMember, changeTeamRole, findTeamMembers, type Instance, removeTeamMember } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { teamMemberSchema, teamRoleSchema, toMemberResource } from '../members/member-resource.ts'
import { organizationReferenceSchema, teamReferenceSchema, userReferenceSchema } from '../wire/fields.ts'
import { findQuerySchema, nextCursorSchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'

const params = z.object({ organization: organizationReferenceSchema, team: teamReferenceSchema })
const memberParams = params.extend({ user: userReferenceSchema })

const newMemberSchema = z
  .strictObject({ user: userReferenceSchema, role: teamRoleSchema })
  .meta({ id: 'NewTeamMember' })
const memberChangesSchema = z.strictObject({ role: teamRoleSchema }).meta({ id: 'TeamMemberChanges' })
const memberPageSchema = z
  .object({ members: z.array(teamMemberSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'TeamMemberPage' })

/** `/organizations/…/teams/…/members`: which members of the organization are in a team, and as what (design §5). */
export function teamMemberRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/organizations/:organization/teams/:team/members',
      {
        schema: {
          operationId: 'addTeamMember',
          summary: 'Take a member of the organization into a team',
          tags: ['teams'],
          params,
          body: newMemberSchema,
          response: { 201: teamMemberSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const { organization, team } = request.params
        const member = await addTeamMember(instance, callerOf(request), organization, team, request.body)
        return reply.code(201).send(toMemberResource(member))
      },
    )

    app.get(
      '/organizations/:organization/teams/:team/members',
      {
        schema: {
          operationId: 'listTeamMembers',
          summary: 'The members of a team, by user name',
          tags: ['teams'],
          params,
          querystring: findQuerySchema,
          response: { 200: memberPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization, team } = request.params
        const page = await findTeamMembers(instance, principalOfRequest(request), organization, team, request.query)
        return { members: page.items.map(toMemberResource), nextCursor: page.nextCursor }
      },
    )

    app.patch(
      '/organizations/:organization/teams/:team/members/:user',
      {
        schema: {
          operationId: 'changeTeamRole',
          summary: 'Give a member of a team another role in it',
          tags: ['teams'],
          params: memberParams,
          body: memberChangesSchema,
          response: { 200: teamMemberSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization, team, user } = request.params
        const { role } = request.body
        return toMemberResource(await changeTeamRole(instance, callerOf(request), organization, team, user, role))
      },
    )

    app.delete(
      '/organizations/:organization/teams/:team/members/:user',
      {
        schema: {
          operationId: 'removeTeamMember',
          summary: 'Take a member out of a team, or leave it',
          tags: ['teams'],
          params: memberParams,
          response: { 200: teamMemberSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization, team, user } = request.params
        return toMemberResource(await removeTeamMember(instance, callerOf(request), organization, team, user))
      },
    )
  }
}

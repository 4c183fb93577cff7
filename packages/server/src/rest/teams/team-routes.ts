import { createTeam, deleteTeam, findTeams, getTeam, type Instance, renameTeam, type Team } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import {
  newNameSchema,
  organizationReferenceSchema,
  teamReferenceSchema,
  timeSchema,
  userReferenceSchema,
  writeTime,
} from '../wire/fields.ts'
import { findQuerySchema, nextCursorSchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'

const teamSchema = z
  .object({ id: z.string(), name: z.string(), organizationId: z.string(), createdAt: timeSchema })
  .meta({ id: 'Team', description: 'A part of an organization.' })

const newTeamSchema = z
  .strictObject({
    name: newNameSchema,
    admin: userReferenceSchema
      .optional()
      .describe('ID or name of the member of the organization who is its first admin; left out, nobody'),
  })
  .meta({ id: 'NewTeam' })

const teamChangesSchema = z.strictObject({ name: newNameSchema }).meta({ id: 'TeamChanges' })

const teamPageSchema = z.object({ teams: z.array(teamSchema), nextCursor: nextCursorSchema }).meta({ id: 'TeamPage' })

function toResource({ id, name, organizationId, createdAt }: Team): z.infer<typeof teamSchema> {
  return { id, name, organizationId, createdAt: writeTime(createdAt) }
}

const params = z.object({ organization: organizationReferenceSchema })
const teamParams = params.extend({ team: teamReferenceSchema })

/** `/organizations/…/teams`: made by admins of the organization, seen by whoever is in them (design §5). */
export function teamRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/organizations/:organization/teams',
      {
        schema: {
          operationId: 'createTeam',
          summary: 'Create a team',
          tags: ['teams'],
          params,
          body: newTeamSchema,
          response: { 201: teamSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const team = await createTeam(instance, callerOf(request), request.params.organization, request.body)
        return reply
          .code(201)
          .header('location', `/api/v1/organizations/${team.organizationId}/teams/${team.id}`)
          .send(toResource(team))
      },
    )

    app.get(
      '/organizations/:organization/teams',
      {
        schema: {
          operationId: 'listTeams',
          summary: 'The teams of an organization that the caller sees, by name',
          tags: ['teams'],
          params,
          querystring: findQuerySchema,
          response: { 200: teamPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization } = request.params
        const page = await findTeams(instance, principalOfRequest(request), organization, request.query)
        return { teams: page.items.map(toResource), nextCursor: page.nextCursor }
      },
    )

    app.get(
      '/organizations/:organization/teams/:team',
      {
        schema: {
          operationId: 'getTeam',
          summary: 'One team',
          tags: ['teams'],
          params: teamParams,
          response: { 200: teamSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization, team } = request.params
        return toResource(await getTeam(instance, principalOfRequest(request), organization, team))
      },
    )

    app.patch(
      '/organizations/:organization/teams/:team',
      {
        schema: {
          operationId: 'renameTeam',
          summary: 'Rename a team',
          tags: ['teams'],
          params: teamParams,
          body: teamChangesSchema,
          response: { 200: teamSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization, team } = request.params
        return toResource(await renameTeam(instance, callerOf(request), organization, team, request.body.name))
      },
    )

    app.delete(
      '/organizations/:organization/teams/:team',
      {
        schema: {
          operationId: 'deleteTeam',
          summary: 'Delete a team that no service account belongs to',
          tags: ['teams'],
          params: teamParams,
          response: { 200: teamSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization, team } = request.params
        return toResource(await deleteTeam(instance, callerOf(request), organization, team))
      },
    )
  }
}

import { createInvitation, findInvitations, type Instance, type Invitation, revokeInvitation } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { organizationRoleSchema, teamRoleSchema } from '../members/member-resource.ts'
import {
  idSchema,
  newEmailSchema,
  organizationReferenceSchema,
  referenceSchema,
  teamReferenceSchema,
  timeSchema,
  writeTime,
} from '../wire/fields.ts'
import { nextCursorSchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'
import { invitedTeamSchema, toInvitedTeam } from './invited-team.ts'

const invitationSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    organization: referenceSchema,
    role: organizationRoleSchema,
    team: invitedTeamSchema,
    invitedBy: z.string().describe('ID of a user'),
    createdAt: timeSchema,
    expiresAt: timeSchema,
  })
  .meta({ id: 'Invitation', description: 'An offer to join an organization. Never holds the token.' })

const newInvitationSchema = z
  .strictObject({
    email: newEmailSchema,
    role: organizationRoleSchema.optional().describe('Left out, `member`'),
    team: teamReferenceSchema.optional().describe('ID or name of a team to join, too'),
    teamRole: teamRoleSchema.optional().describe('Left out, `member`'),
  })
  .meta({ id: 'NewInvitation' })

const createdSchema = z
  .object({
    invitation: invitationSchema,
    token: z.string().describe('By this they join. Shown in this answer and nowhere else'),
  })
  .meta({ id: 'CreatedInvitation' })

const invitationPageSchema = z
  .object({ invitations: z.array(invitationSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'InvitationPage' })

function toResource({ team, createdAt, expiresAt, ...invitation }: Invitation): z.infer<typeof invitationSchema> {
  return {
    ...invitation,
    team: toInvitedTeam(team),
    createdAt: writeTime(createdAt),
    expiresAt: writeTime(expiresAt),
  }
}

const params = z.object({ organization: organizationReferenceSchema })

/** `/organizations/…/invitations`: how admins let people in (design §5). */
export function invitationRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/organizations/:organization/invitations',
      {
        schema: {
          operationId: 'createInvitation',
          summary: 'Invite an e-mail address; the token is for you to hand over',
          tags: ['invitations'],
          params,
          body: newInvitationSchema,
          response: { 201: createdSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const { organization } = request.params
        const { invitation, token } = await createInvitation(instance, callerOf(request), organization, request.body)
        return reply.code(201).send({ invitation: toResource(invitation), token: token.reveal() })
      },
    )

    app.get(
      '/organizations/:organization/invitations',
      {
        schema: {
          operationId: 'listInvitations',
          summary: 'The invitations that can still be accepted, newest first, all at once',
          tags: ['invitations'],
          params,
          response: { 200: invitationPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const invitations = await findInvitations(instance, principalOfRequest(request), request.params.organization)
        return { invitations: invitations.map(toResource), nextCursor: null }
      },
    )

    app.delete(
      '/organizations/:organization/invitations/:id',
      {
        schema: {
          operationId: 'revokeInvitation',
          summary: 'Withdraw an invitation: it cannot be accepted from the moment of this answer',
          tags: ['invitations'],
          params: params.extend({ id: idSchema.describe('ID of an invitation') }),
          response: { 200: invitationSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { organization, id } = request.params
        return toResource(await revokeInvitation(instance, callerOf(request), organization, id))
      },
    )
  }
}

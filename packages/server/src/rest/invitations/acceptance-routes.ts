import { type AttemptLimiter, acceptAsNewUser, acceptInvitation, networkOf, previewInvitation } from '@keystead/core'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { authenticateIfAnybody, browserOf, callerOf, type Doorkeeper, originOf } from '../../http/authenticate.ts'
import { refuseOtherSites } from '../../http/refuse-cross-site.ts'
import { setSessionCookie } from '../../http/session-cookie.ts'
import { keySchema, toKeyResource } from '../keys/key-resource.ts'
import { organizationRoleSchema } from '../members/member-resource.ts'
import { toUserResource, userSchema } from '../users/user-resource.ts'
import {
  newNameSchema,
  newUsernameSchema,
  passwordSchema,
  referenceSchema,
  timeSchema,
  writeTime,
} from '../wire/fields.ts'
import { problemResponse } from '../wire/problem.ts'
import { invitedTeamSchema, toInvitedTeam } from './invited-team.ts'

const invitationTokenSchema = z.string().max(4096).describe('The token of the invitation')

const previewRequestSchema = z.strictObject({ token: invitationTokenSchema }).meta({ id: 'InvitationPreviewRequest' })

const previewSchema = z
  .object({
    organization: referenceSchema,
    role: organizationRoleSchema,
    team: invitedTeamSchema,
    invitedBy: z
      .object({ name: z.string(), username: z.string() })
      .meta({ id: 'Inviter' })
      .nullable()
      .describe('Null when they are gone'),
    expiresAt: timeSchema,
  })
  .meta({ id: 'InvitationPreview', description: 'What an invitation opens.' })

const acceptanceSchema = z
  .strictObject({
    token: invitationTokenSchema,
    username: newUsernameSchema.optional().describe('For somebody new; left out, what the e-mail address suggests'),
    password: passwordSchema
      .optional()
      .describe('For somebody new, who is then signed in and gets no key; left out, a first key is made'),
    name: newNameSchema.optional().describe('For somebody new; left out, the user name'),
  })
  .meta({ id: 'InvitationAcceptance' })

const acceptedSchema = z
  .object({
    user: userSchema,
    organization: referenceSchema,
    key: keySchema.optional().describe('The first key of somebody new'),
    token: z.string().optional().describe('Its token. Shown in this answer and nowhere else'),
  })
  .meta({ id: 'AcceptedInvitation' })

/** `/invitations/preview` and `/accept`: doors that open without credentials, for who is to get their first. */
export function acceptanceRoutes(doorkeeper: Doorkeeper, limiter: AttemptLimiter): FastifyPluginAsyncZod {
  const { instance, publicUrl } = doorkeeper
  const limited = async <Result>({ ip }: FastifyRequest, find: () => Promise<Result>): Promise<Result> => {
    limiter.take('invitation', networkOf(ip))
    const found = await find()
    limiter.refund('invitation', networkOf(ip))
    return found
  }
  return async (app) => {
    app.post(
      '/invitations/preview',
      {
        onRequest: async (request) => refuseOtherSites(request, publicUrl()),
        schema: {
          operationId: 'previewInvitation',
          summary: 'What an invitation opens, for whoever holds its token: the token is asked for here, never in a URL',
          tags: ['invitations'],
          security: [{}],
          body: previewRequestSchema,
          response: { 200: previewSchema, default: problemResponse },
        },
      },
      async (request) => {
        const find = () => previewInvitation(instance, request.body.token)
        const { team, expiresAt, ...preview } = await limited(request, find)
        return { ...preview, team: toInvitedTeam(team), expiresAt: writeTime(expiresAt) }
      },
    )

    app.post(
      '/invitations/accept',
      {
        onRequest: async (request) => {
          refuseOtherSites(request, publicUrl())
          await authenticateIfAnybody(doorkeeper, request)
        },
        schema: {
          operationId: 'acceptInvitation',
          summary: 'Join an organization: with credentials as their owner, without as somebody new, with a first key',
          tags: ['invitations'],
          security: [{}, { bearer: [] }, { basic: [] }, { session: [] }],
          body: acceptanceSchema,
          response: { 200: acceptedSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        if (request.principal !== null) {
          const { user, organization } = await acceptInvitation(instance, callerOf(request), request.body.token)
          return { user: toUserResource(user), organization }
        }
        const browser = browserOf(request, publicUrl())
        const accept = () => acceptAsNewUser(instance, originOf(request), { ...request.body, ...browser })
        const joined = await limited(request, accept)
        const { user, organization, token } = joined
        if (joined.signedInBy === 'session') {
          setSessionCookie(reply, publicUrl(), token.reveal())
          return { user: toUserResource(user), organization }
        }
        const { key } = joined
        return {
          user: toUserResource(user),
          organization,
          key: toKeyResource(key, instance.clock.now()),
          token: token.reveal(),
        }
      },
    )
  }
}

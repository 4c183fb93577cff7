import { acceptAsNewUser, acceptInvitation } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { authenticateIfAnybody, browserOf, callerOf, type Doorkeeper, originOf } from '../../http/authenticate.ts'
import { refuseOtherSites } from '../../http/refuse-cross-site.ts'
import { setSessionCookie } from '../../http/session-cookie.ts'
import { keySchema, toKeyResource } from '../keys/key-resource.ts'
import { toUserResource, userSchema } from '../users/user-resource.ts'
import { newNameSchema, newUsernameSchema, passwordSchema, referenceSchema } from '../wire/fields.ts'
import { problemResponse } from '../wire/problem.ts'

const acceptanceSchema = z
  .strictObject({
    token: z.string().max(4096).describe('The token of the invitation'),
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

/** `/invitations/accept`: the one door that opens without credentials, for who is to get their first. */
export function acceptanceRoutes(doorkeeper: Doorkeeper): FastifyPluginAsyncZod {
  const { instance, publicUrl } = doorkeeper
  return async (app) => {
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
        const joined = await acceptAsNewUser(instance, originOf(request), { ...request.body, ...browser })
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

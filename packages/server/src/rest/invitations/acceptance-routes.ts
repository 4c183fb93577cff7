import { acceptAsNewUser, acceptInvitation, type Instance } from '@keystead/core'
import type { Verifier } from '@keystead/verifier'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { authenticate, callerOf, originOf } from '../../http/authenticate.ts'
import { keySchema, toKeyResource } from '../keys/key-resource.ts'
import { toUserResource, userSchema } from '../users/user-resource.ts'
import { newNameSchema, newUsernameSchema, referenceSchema } from '../wire/fields.ts'
import { problemResponse } from '../wire/problem.ts'

/** `/invitations/accept`: the one door that opens without credentials, for who is to get their first. */
export function acceptanceRoutes(instance: Instance, verifier: Verifier): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/invitations/accept',
      {
        // Bad credentials are no missing ones: whoever sent them meant to join as somebody who is here already.
        onRequest: async (request) => {
          if (request.headers.authorization !== undefined) await authenticate(verifier, request)
        },
        schema: {
          operationId: 'acceptInvitation',
          summary: 'Join an organization: with credentials as their owner, without as somebody new, with a first key',
          tags: ['invitations'],
          security: [{}, { bearer: [] }, { basic: [] }],
          body: z.strictObject({
            token: z.string().max(4096).describe('The token of the invitation'),
            username: newUsernameSchema
              .optional()
              .describe('For somebody new; left out, what the e-mail address suggests'),
            name: newNameSchema.optional().describe('For somebody new; left out, the user name'),
          }),
          response: {
            200: z.object({
              user: userSchema,
              organization: referenceSchema,
              key: keySchema.optional().describe('The first key of somebody new'),
              token: z.string().optional().describe('Its token. Shown in this answer and nowhere else'),
            }),
            default: problemResponse,
          },
        },
      },
      async (request) => {
        if (request.principal !== null) {
          const { user, organization } = await acceptInvitation(instance, callerOf(request), request.body.token)
          return { user: toUserResource(user), organization }
        }
        const { user, organization, key, token } = await acceptAsNewUser(instance, originOf(request), request.body)
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

import {
  type AttemptLimiter,
  changePassword,
  createPasswordLink,
  endSession,
  findSessions,
  type Principal,
} from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, type Doorkeeper, principalOfRequest } from '../../http/authenticate.ts'
import { clearSessionCookie } from '../../http/session-cookie.ts'
import { idSchema, passwordSchema, userReferenceSchema } from '../wire/fields.ts'
import { problemResponse } from '../wire/problem.ts'
import { sessionSchema, toSessionResource } from './session-resource.ts'

const sessionListSchema = z.object({ sessions: z.array(sessionSchema) }).meta({ id: 'SessionList' })

const passwordChangeSchema = z
  .strictObject({ current: passwordSchema, new: passwordSchema })
  .meta({ id: 'PasswordChange' })

const passwordLinkSchema = z
  .object({ token: z.string().describe('Belongs behind `/password#`. Shown in this answer only') })
  .meta({ id: 'PasswordLink' })

/** `/sessions` and what belongs to signing in, for who is signed in. */
export function sessionRoutes({ instance, publicUrl }: Doorkeeper, limiter: AttemptLimiter): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/sessions',
      {
        schema: {
          operationId: 'listSessions',
          summary: 'The browsers in which the caller has signed in, the one seen last first',
          tags: ['sessions'],
          response: { 200: sessionListSchema, default: problemResponse },
        },
      },
      async (request) => {
        const principal = principalOfRequest(request)
        const sessions = await findSessions(instance, principal)
        return { sessions: sessions.map((session) => toSessionResource(session, sessionIdOf(principal))) }
      },
    )

    app.delete(
      '/sessions/:id',
      {
        schema: {
          operationId: 'endSession',
          summary: 'End a session of the caller',
          tags: ['sessions'],
          params: z.object({ id: idSchema }),
          response: { 204: z.null().describe('Done'), default: problemResponse },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const isOwn = sessionIdOf(principalOfRequest(request)) === id
        await endSession(instance, callerOf(request), id)
        if (isOwn) clearSessionCookie(reply, publicUrl())
        return reply.code(204).send(null)
      },
    )

    app.put(
      '/password',
      {
        schema: {
          operationId: 'changePassword',
          summary: 'Change one’s own password, from a session: ends all other sessions',
          tags: ['sessions'],
          body: passwordChangeSchema,
          response: { 204: z.null().describe('Done'), default: problemResponse },
        },
      },
      async (request, reply) => {
        const { current, new: next } = request.body
        await changePassword(instance, limiter, callerOf(request), { current, next })
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/users/:user/password-links',
      {
        schema: {
          operationId: 'createPasswordLink',
          summary: 'Make a link by which a user chooses a password',
          tags: ['sessions'],
          params: z.object({ user: userReferenceSchema }),
          response: { 201: passwordLinkSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const token = await createPasswordLink(instance, callerOf(request), request.params.user)
        return reply.code(201).send({ token: token.reveal() })
      },
    )
  }
}

function sessionIdOf({ credential }: Principal): string | undefined {
  return credential.kind === 'session' ? credential.sessionId : undefined
}

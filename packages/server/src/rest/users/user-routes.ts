import { createUser, findUsers, getUser, type Instance, keyFates, removeUser, updateUser } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf, principalOfRequest } from '../../http/authenticate.ts'
import { deletedKeysSchema, toKeyResources } from '../keys/key-resource.ts'
import { newEmailSchema, newNameSchema, newUsernameSchema, userReferenceSchema } from '../wire/fields.ts'
import { findQuerySchema, nextCursorSchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'
import { toUserResource, userSchema } from './user-resource.ts'

const params = z.object({ user: userReferenceSchema })

const newUserSchema = z
  .strictObject({
    email: newEmailSchema,
    username: newUsernameSchema.optional().describe('Left out, what the e-mail address suggests'),
    name: newNameSchema.optional().describe('Left out, the user name'),
    instanceAdmin: z.boolean().optional(),
  })
  .meta({ id: 'NewUser' })

const userChangesSchema = z
  .strictObject({ name: newNameSchema.optional(), instanceAdmin: z.boolean().optional() })
  .meta({ id: 'UserChanges' })

const userPageSchema = z.object({ users: z.array(userSchema), nextCursor: nextCursorSchema }).meta({ id: 'UserPage' })

const removedUserSchema = z.object({ user: userSchema, deletedKeys: deletedKeysSchema }).meta({ id: 'RemovedUser' })

/** `/users`: everyone on this instance, for its admins; for everyone else themselves (design §5). */
export function userRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/users',
      {
        schema: {
          operationId: 'createUser',
          summary:
            'Create a user, who has no credentials until they accept an invitation or choose a password by a link',
          tags: ['users'],
          body: newUserSchema,
          response: { 201: userSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const user = await createUser(instance, callerOf(request), request.body)
        return reply.code(201).header('location', `/api/v1/users/${user.id}`).send(toUserResource(user))
      },
    )

    app.get(
      '/users',
      {
        schema: {
          operationId: 'listUsers',
          summary: 'All users, by user name',
          tags: ['users'],
          querystring: findQuerySchema,
          response: { 200: userPageSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { items, nextCursor } = await findUsers(instance, principalOfRequest(request), request.query)
        return { users: items.map(toUserResource), nextCursor }
      },
    )

    app.get(
      '/users/:user',
      {
        schema: {
          operationId: 'getUser',
          summary: 'One user',
          tags: ['users'],
          params,
          response: { 200: userSchema, default: problemResponse },
        },
      },
      async (request) => toUserResource(await getUser(instance, principalOfRequest(request), request.params.user)),
    )

    app.patch(
      '/users/:user',
      {
        schema: {
          operationId: 'updateUser',
          summary: 'Change a user: what is left out stays',
          tags: ['users'],
          params,
          body: userChangesSchema,
          response: { 200: userSchema, default: problemResponse },
        },
      },
      async (request) =>
        toUserResource(await updateUser(instance, callerOf(request), request.params.user, request.body)),
    )

    app.delete(
      '/users/:user',
      {
        schema: {
          operationId: 'removeUser',
          summary: 'Remove a user with their keys: they are refused from the moment of this answer',
          tags: ['users'],
          params,
          querystring: z.strictObject({
            keys: z.enum(keyFates).default('delete').describe('`refuse`: not if they still have keys'),
          }),
          response: { 200: removedUserSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { user } = request.params
        const removed = await removeUser(instance, callerOf(request), user, request.query.keys)
        return {
          user: toUserResource(removed.user),
          deletedKeys: toKeyResources(removed.deletedKeys, instance.clock.now()),
        }
      },
    )
  }
}

import {
  type AttemptLimiter,
  type BegunSession,
  type Caller,
  choosePassword,
  endSession,
  type Instance,
  KeysteadError,
  type OrganizationReference,
  setUp,
  signIn,
  type User,
} from '@keystead/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { authenticateIfAnybody, browserOf, callerOf, type Doorkeeper, originOf } from '../../http/authenticate.ts'
import { refuseOtherSites } from '../../http/refuse-cross-site.ts'
import { clearSessionCookie, setSessionCookie } from '../../http/session-cookie.ts'
import { personSchema } from '../members/member-resource.ts'
import { meSchema, toMeResource } from '../principals/me-resource.ts'
import { newEmailSchema, newNameSchema, passwordSchema, referenceSchema } from '../wire/fields.ts'
import { problemResponse } from '../wire/problem.ts'

const linkSchema = z.string().max(200).describe('What stands behind the # of the link')

const signInSchema = z.strictObject({ email: newEmailSchema, password: passwordSchema }).meta({ id: 'SignIn' })

const setupStateSchema = z.object({ needed: z.boolean() }).meta({ id: 'SetupState' })

const setupSchema = z
  .strictObject({
    token: linkSchema,
    email: newEmailSchema,
    password: passwordSchema,
    organization: newNameSchema,
    name: newNameSchema.optional(),
  })
  .meta({ id: 'Setup' })

const setupResultSchema = z.object({ user: personSchema, organization: referenceSchema }).meta({ id: 'SetupResult' })

const passwordChoiceSchema = z
  .strictObject({ token: linkSchema, password: passwordSchema })
  .meta({ id: 'PasswordChoice' })

/** What needs no credentials, because it is how one gets them, or lets go of them: the doors of the console. */
export function signInRoutes(doorkeeper: Doorkeeper, limiter: AttemptLimiter): FastifyPluginAsyncZod {
  const { instance, publicUrl } = doorkeeper
  const hintAtProxy = makeProxyHint()
  const setCookie = (reply: FastifyReply, { token }: BegunSession) =>
    setSessionCookie(reply, publicUrl(), token.reveal())

  return async (app) => {
    app.addHook('onRequest', async (request) => refuseOtherSites(request, publicUrl()))

    app.post(
      '/session',
      {
        schema: {
          operationId: 'signIn',
          summary: 'Sign in with e-mail and password: sets the session cookie, and answers as `/me` does',
          tags: ['sessions'],
          security: [],
          body: signInSchema,
          response: { 200: meSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        hintAtProxy(request)
        const browser = browserOf(request, publicUrl())
        const begun = await signIn(instance, limiter, originOf(request), { ...request.body, ...browser })
        setCookie(reply, begun)
        return toMeResource(instance, begun.principal)
      },
    )

    app.delete(
      '/session',
      {
        onRequest: (request) => authenticateIfAnybody(doorkeeper, request),
        schema: {
          operationId: 'signOut',
          summary:
            'End the session that asks, and have the browser forget it. Succeeds where it has ended already, too',
          tags: ['sessions'],
          response: { 204: z.null().describe('Done'), default: problemResponse },
        },
      },
      async (request, reply) => {
        if (request.principal?.credential.kind === 'session') {
          await endIfLive(instance, callerOf(request), request.principal.credential.sessionId)
        }
        clearSessionCookie(reply, publicUrl())
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/setup',
      {
        schema: {
          operationId: 'getSetup',
          summary: 'Whether the first administrator is still to be made',
          tags: ['sessions'],
          security: [],
          response: { 200: setupStateSchema, default: problemResponse },
        },
      },
      async () => ({ needed: !(await instance.store.isBootstrapped()) }),
    )

    app.post(
      '/setup',
      {
        schema: {
          operationId: 'setUp',
          summary: 'Make the first administrator and organization, with the link that the server has printed',
          tags: ['sessions'],
          security: [],
          body: setupSchema,
          response: { 201: setupResultSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const browser = browserOf(request, publicUrl())
        const made = await setUp(instance, originOf(request), { ...request.body, ...browser })
        setCookie(reply, made)
        const { id, name }: OrganizationReference = made.organization
        return reply.code(201).send({ user: toUser(made.user), organization: { id, name } })
      },
    )

    app.post(
      '/password-links/use',
      {
        schema: {
          operationId: 'choosePassword',
          summary: 'Choose a password, with a link that was made for it: signs in, and ends all other sessions',
          tags: ['sessions'],
          security: [],
          body: passwordChoiceSchema,
          response: { 200: meSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        const browser = browserOf(request, publicUrl())
        const begun = await choosePassword(instance, originOf(request), { ...request.body, ...browser })
        setCookie(reply, begun)
        return toMeResource(instance, begun.principal)
      },
    )
  }
}

function toUser({ id, username, email, name }: User): z.infer<typeof personSchema> {
  return { id, username, email, name }
}

/** Of two who end it at the same moment, the second wants what is so already. */
async function endIfLive(instance: Instance, caller: Caller, sessionId: string): Promise<void> {
  try {
    await endSession(instance, caller, sessionId)
  } catch (error) {
    const isOver = error instanceof KeysteadError && ['UNAUTHENTICATED', 'SESSION_NOT_FOUND'].includes(error.code)
    if (!isOver) throw error
  }
}

/** Says once that everybody counts as one address, who can then be locked out by any of them. */
function makeProxyHint(): (request: FastifyRequest) => void {
  let isSaid = false
  return ({ headers, ips, log }) => {
    if (isSaid || headers['x-forwarded-for'] === undefined || ips !== undefined) return
    isSaid = true
    log.warn(
      'a proxy passes requests on, and KEYSTEAD_TRUSTED_PROXIES does not name it: all who sign in count as one address',
    )
  }
}

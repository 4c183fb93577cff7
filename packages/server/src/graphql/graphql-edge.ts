import { KeysteadError, redactTokens } from '@keystead/core'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import { authenticate, callerOf, challenge, type Doorkeeper } from '../http/authenticate.ts'
import { statusOf } from '../http/error-status.ts'
import { logFailure } from '../http/log-failure.ts'
import { type DenialListener, noteDenial } from '../http/note-denial.ts'
import { toKeysteadError } from '../http/to-keystead-error.ts'
import { makeContext } from './context.ts'
import { executeRequest, findCause, graphqlRequestSchema } from './execute-request.ts'

// W&B's largest documents are a few kilobytes.
const largestBody = 256 * 1024

/** The wire of W&B's clients: `POST /graphql`, and the one probe beside it that they need to be answered. */
export function graphqlEdge(
  { instance, verifier, publicUrl }: Doorkeeper,
  onDenial: DenialListener,
): FastifyPluginAsync {
  const noteFailure = (request: FastifyRequest, error: KeysteadError) => {
    logFailure(request, error)
    noteDenial(onDenial, request, error)
  }
  return async (app) => {
    app.setErrorHandler((error, request, reply) => {
      const known = toKeysteadError(error)
      noteFailure(request, known)
      return sendGraphqlError(request, reply, known)
    })

    app.register(async (authenticated) => {
      authenticated.addHook('onRequest', (request) => authenticate({ verifier, door: 'graphql' }, request))
      authenticated.post('/graphql', { bodyLimit: largestBody }, async (request, reply) => {
        const body = graphqlRequestSchema.safeParse(request.body)
        if (!body.success) throw new KeysteadError('INVALID_REQUEST')
        const context = makeContext(instance, callerOf(request), publicUrl)
        const { status, data, errors } = await executeRequest(body.data, context)
        reply.code(status).header('cache-control', 'no-store')
        if (status === 401) reply.header('www-authenticate', challenge)
        if (errors.length === 0) return { data }
        for (const error of errors) {
          const cause = error instanceof GraphQLError ? findCause(error) : undefined
          if (cause !== undefined) noteFailure(request, toKeysteadError(cause))
        }
        return { ...(data !== undefined && { data }), errors: errors.map((error) => formatError(error, request)) }
      })
      authenticated.get('/graphql', async () => {
        throw new KeysteadError('METHOD_NOT_ALLOWED')
      })
    })

    // npm `weave` asks this before it believes in a trace server. There is none here; keys are all that it needs.
    app.get('/traces/health', async () => ({ status: 'ok' }))
  }
}

function sendGraphqlError(request: FastifyRequest, reply: FastifyReply, error: KeysteadError) {
  const status = statusOf[error.kind]
  if (status === 401) reply.header('www-authenticate', challenge)
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ errors: [formatError(error, request)] })
}

/**
 * The one shape that all of W&B's clients read a message from. graphql-js repeats parts of the request in its messages
 * (names of fields, values of variables): what looks like a token there is taken out.
 */
function formatError(error: GraphQLError | KeysteadError, request: FastifyRequest) {
  const cause = error instanceof GraphQLError ? findCause(error) : error
  if (error instanceof GraphQLError && cause === undefined) {
    return { message: redactTokens(error.message), ...(error.path && { path: error.path }) }
  }
  const known = toKeysteadError(cause)
  return {
    // All that W&B's clients show is the message, so what is to be mended must be in it.
    message: [known.message, ...known.details.map(({ message }) => message)].join(' '),
    ...(error instanceof GraphQLError && error.path && { path: error.path }),
    extensions: { code: known.code, requestId: request.id },
  }
}

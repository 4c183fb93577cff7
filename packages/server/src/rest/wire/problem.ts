import { errorRegistry, type KeysteadError } from '@keystead/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { problemHeaders, toProblem } from '../../http/problem-document.ts'

export const errorCodeSchema = z
  .enum(Object.keys(errorRegistry))
  .meta({ id: 'ErrorCode', description: 'Never renamed or reused: write programs against this' })

const problemSchema = z
  .object({
    type: z.string().describe('`urn:keystead:error:` and the code'),
    title: z.string().describe('What went wrong, in English'),
    status: z.int(),
    code: errorCodeSchema,
    requestId: z.string().describe('Finds the request in the log'),
    errors: z
      .array(
        z
          .object({ path: z.string().describe('Where in the request'), message: z.string() })
          .meta({ id: 'ProblemDetail' }),
      )
      .optional()
      .describe('What was wrong with which part of the request'),
  })
  .meta({ id: 'Problem', description: 'A problem document (RFC 9457).' })

/** Every route's answer to whatever goes wrong. */
export const problemResponse = {
  description: 'Refused or failed; `code` says why',
  content: { 'application/problem+json': { schema: problemSchema } },
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: KeysteadError): FastifyReply {
  const problem: z.infer<typeof problemSchema> = toProblem(error, request.id)
  // Set here, too: a URL that cannot be read is refused before any hook has run.
  reply.header('x-request-id', request.id)
  for (const [name, value] of problemHeaders(error)) reply.header(name, value)
  // Serialized here: the route's own schemas are for its own answers, and a failure must not depend on them.
  return reply.code(problem.status).serializer(JSON.stringify).send(problem)
}

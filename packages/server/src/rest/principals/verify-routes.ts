import {
  keyTypeOf,
  ownIdOf,
  ownVerificationDemand,
  type Principal,
  resolveVerificationDemand,
  type Verification,
  type VerificationDemand,
} from '@keystead/core'
import type { Verifier } from '@keystead/verifier'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { principalOfRequest } from '../../http/authenticate.ts'
import { keyTypeSchema } from '../keys/key-resource.ts'
import { organizationReferenceSchema, teamReferenceSchema, timeSchema, writeTime } from '../wire/fields.ts'
import { problemResponse } from '../wire/problem.ts'
import {
  membershipSchema,
  principalSchema,
  teamMembershipSchema,
  toMembershipResources,
  toPrincipalResource,
  toTeamMembershipResources,
} from './principal-resource.ts'

export const questionSchema = z
  .strictObject({
    token: z.string().max(4096),
    organization: organizationReferenceSchema.optional().describe('The token must reach this organization'),
    team: teamReferenceSchema.optional().describe('The token must reach this team'),
    client: z
      .strictObject({
        ip: z.string().max(64).optional(),
        userAgent: z.string().max(1024).optional(),
        label: z.string().max(255).optional(),
      })
      .meta({ id: 'VerificationClient', description: 'Where the token was presented from' })
      .optional(),
  })
  .meta({ id: 'VerificationRequest' })

const validKeySchema = z
  .object({
    valid: z.literal(true),
    keyId: z.string(),
    type: keyTypeSchema,
    principal: principalSchema,
    organizations: z.array(membershipSchema).describe('Those within the key’s reach that the caller verifies for'),
    teams: z.array(teamMembershipSchema).describe('Those of them that the principal is in and the caller verifies for'),
    expiresAt: timeSchema.nullable(),
  })
  .meta({ id: 'ValidKey', description: 'What a verifier learns of a good key.' })

const refusedKeySchema = z
  .object({
    valid: z.literal(false),
    code: z
      .enum(['INVALID_KEY', 'FORBIDDEN'])
      .describe(
        '`INVALID_KEY` for unknown, mistyped, deleted, disabled or expired alike; `FORBIDDEN` for a good key that does not reach what was asked for',
      ),
    requestId: z.string().describe('Names this refusal: by it, the owner of the key can have it explained'),
  })
  .meta({ id: 'RefusedKey', description: 'All that a verifier learns of any other.' })

const answerSchema = z
  .discriminatedUnion('valid', [validKeySchema, refusedKeySchema])
  .meta({ id: 'Verification', description: 'Whether a token is good.' })

/** The newest change that an answer takes into account: tells who remembers answers whether it is newer than what they forgot. */
export const changeHeader = 'x-keystead-change'

const mostQuestions = 100
// Each of them as long as a question may be, and no longer.
const largestBatch = mostQuestions * 8 * 1024

const questionsSchema = z
  .strictObject({ questions: z.array(questionSchema).min(1).max(mostQuestions) })
  .meta({ id: 'VerificationRequests' })
const answersSchema = z.object({ answers: z.array(answerSchema) }).meta({ id: 'Verifications' })

/** `/verify`: whether a token is good, for the services that ask (design §7). */
export function verifyRoutes(verifier: Verifier): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/verify',
      {
        schema: {
          operationId: 'verifyKey',
          summary: 'Is this token good?',
          tags: ['verify'],
          body: questionSchema,
          response: { 200: answerSchema, default: problemResponse },
        },
      },
      (request, reply) => {
        reply.header(changeHeader, verifier.changeNumber)
        return answerQuestion(verifier, principalOfRequest(request), request.body, request.id)
      },
    )

    app.post(
      '/verify/batch',
      {
        bodyLimit: largestBatch,
        schema: {
          operationId: 'verifyKeys',
          summary: 'Are these tokens good? Answered in the order of the questions',
          tags: ['verify'],
          body: questionsSchema,
          response: { 200: answersSchema, default: problemResponse },
        },
      },
      async (request, reply) => {
        reply.header(changeHeader, verifier.changeNumber)
        const caller = principalOfRequest(request)
        return {
          answers: await Promise.all(
            // Each of its own: two refusals of one request are two.
            request.body.questions.map((one, index) => answerQuestion(verifier, caller, one, `${request.id}.${index}`)),
          ),
        }
      },
    )
  }
}

const door = 'verify'

export type Question = z.infer<typeof questionSchema>
export type VerificationAnswer = z.infer<typeof answerSchema>

/** One verification, as its caller may know it. Fails as `resolveVerificationDemand` does. */
export async function answerQuestion(
  verifier: Verifier,
  caller: Principal,
  { token, organization, team, client }: Question,
  requestId: string,
): Promise<VerificationAnswer> {
  const demand = await resolveVerificationDemand(verifier.places, caller, { organization, team })
  const verifying = { ...client, verifier: ownIdOf(caller) }
  const verification = await verifier.verify(token, demand, verifying, { requestId, door })
  return writeVerification(verification, demand, requestId)
}

/** The same without waiting, or undefined where that has to be. Fails with `NOT_A_VERIFIER`. */
export function answerQuestionNow(
  verifier: Verifier,
  caller: Principal,
  { token, organization, team, client }: Question,
  requestId: string,
): VerificationAnswer | undefined {
  if (organization !== undefined || team !== undefined) return undefined
  const demand = ownVerificationDemand(caller)
  const verifying = { ...client, verifier: ownIdOf(caller) }
  const verification = verifier.verifyNow(token, demand, verifying, { requestId, door })
  return verification && writeVerification(verification, demand, requestId)
}

function writeVerification(
  verification: Verification,
  demand: VerificationDemand,
  requestId: string,
): VerificationAnswer {
  if (!verification.valid) return { valid: false, code: verification.code, requestId }
  const { key, principal } = verification
  // What the caller does not verify for is none of their business.
  const { organizations: asked, teams: askedTeams } = demand
  const isAsked = (id: string) => asked === undefined || asked.some((askedId) => askedId === id)
  const isAskedTeam = (id: string) => askedTeams === undefined || askedTeams.some((team) => team.id === id)
  return {
    valid: true,
    keyId: key.id,
    type: keyTypeOf(principal),
    principal: toPrincipalResource(principal),
    organizations: toMembershipResources(principal).filter(({ id }) => isAsked(id)),
    teams: toTeamMembershipResources(principal).filter(
      ({ id, organizationId }) => isAsked(organizationId) && isAskedTeam(id),
    ),
    expiresAt: key.expiresAt === null ? null : writeTime(key.expiresAt),
  }
}

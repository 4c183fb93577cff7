import { type Instance, keyType, resolveVerificationDemand } from '@keystead/core'
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

const verificationRequestSchema = z
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
        '`INVALID_KEY` for unknown, mistyped, deleted or expired alike; `FORBIDDEN` for a good key that does not reach what was asked for',
      ),
  })
  .meta({ id: 'RefusedKey', description: 'All that a verifier learns of any other.' })

const verificationSchema = z
  .discriminatedUnion('valid', [validKeySchema, refusedKeySchema])
  .meta({ id: 'Verification', description: 'Whether a token is good.' })

/** `/verify`: whether a token is good, for the services that ask (design §7). */
export function verifyRoutes(instance: Instance, verifier: Verifier): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/verify',
      {
        schema: {
          operationId: 'verifyKey',
          summary: 'Is this token good?',
          tags: ['verify'],
          body: verificationRequestSchema,
          response: { 200: verificationSchema, default: problemResponse },
        },
      },
      async (request) => {
        const { token, organization, team } = request.body
        const demand = await resolveVerificationDemand(instance, principalOfRequest(request), { organization, team })
        const verification = await verifier.verify(token, demand)
        if (!verification.valid) return { valid: false as const, code: verification.code }
        const { key, principal } = verification
        // What the caller does not verify for is none of their business.
        const { organizations: asked, teams: askedTeams } = demand
        const isAsked = (id: string) => asked === undefined || asked.some((askedId) => askedId === id)
        const isAskedTeam = (id: string) => askedTeams === undefined || askedTeams.some((team) => team.id === id)
        return {
          valid: true as const,
          keyId: key.id,
          type: keyType(key),
          principal: toPrincipalResource(principal),
          organizations: toMembershipResources(principal).filter(({ id }) => isAsked(id)),
          teams: toTeamMembershipResources(principal).filter(
            ({ id, organizationId }) => isAsked(organizationId) && isAskedTeam(id),
          ),
          expiresAt: key.expiresAt === null ? null : writeTime(key.expiresAt),
        }
      },
    )
  }
}

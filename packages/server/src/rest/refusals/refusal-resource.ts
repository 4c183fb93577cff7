import {
  type ExplainedRefusal,
  type FoundRefusal,
  type KeyExplanation,
  type KeyFinding,
  keyType,
  type RememberedReason,
  refusalDoors,
} from '@keystead/core'
import { z } from 'zod'
import { consumerSchema } from '../keys/consumer-routes.ts'
import { keySchema } from '../keys/key-resource.ts'
import { referenceSchema, timeSchema, writeTime } from '../wire/fields.ts'
import { nextCursorSchema } from '../wire/page.ts'
import { errorCodeSchema } from '../wire/problem.ts'

const writtenReasons = {
  malformed: 'malformed',
  checksum: 'checksum',
  unknown: 'unknown',
  'wrong-secret': 'wrong_secret',
  expired: 'expired',
  disabled: 'disabled',
  blocked: 'blocked',
  'out-of-reach': 'out_of_reach',
  'not-allowed': 'not_allowed',
} as const satisfies Record<RememberedReason, string>

type WrittenReason = (typeof writtenReasons)[RememberedReason]

export const refusalReasonSchema = z.enum(Object.values(writtenReasons) as [WrittenReason, ...WrittenReason[]]).meta({
  id: 'RefusalReason',
  description:
    '`malformed`: cut, or with something besides. `checksum`: mistyped. `unknown`: no key has this ID (any more). `wrong_secret`: one has, with another secret. `out_of_reach`: good, but not for what was asked for. `not_allowed`: good, but its owner may not do that',
})

export function readReason(written: WrittenReason | undefined): RememberedReason | undefined {
  const reasons = Object.keys(writtenReasons) as RememberedReason[]
  return reasons.find((reason) => writtenReasons[reason] === written)
}

const placesSchema = z
  .object({ organizations: z.array(referenceSchema), teams: z.array(referenceSchema) })
  .meta({ id: 'DemandedPlaces', description: 'What the token had to reach, without what the caller may not know of.' })

const refusalSchema = z
  .object({
    id: z.string().describe('The same for what is refused again in the same place for the same reason'),
    keyId: z.string().nullable().describe('Null where the token names no key of this instance'),
    reason: refusalReasonSchema,
    code: errorCodeSchema.nullable().describe('With `not_allowed`, what was answered'),
    door: z
      .enum(refusalDoors)
      .describe('`verify`: a verifier was told so. The others are Keystead’s own doors')
      .meta({ id: 'RefusalDoor' }),
    demanded: placesSchema.nullable().describe('Null where nothing in particular was asked for'),
    consumer: consumerSchema
      .pick({ id: true, label: true, network: true, lastAddress: true, program: true, verifier: true })
      .meta({ id: 'RefusedConsumer', description: 'From where the token was presented, as it was seen last.' }),
    count: z.int().describe('How many requests'),
    firstAt: timeSchema,
    firstRequestId: z.string(),
    lastAt: timeSchema,
    lastRequestId: z.string(),
  })
  .meta({ id: 'Refusal', description: 'What was refused, once or again and again: the same cause in the same place.' })

export const refusalPageSchema = z
  .object({ refusals: z.array(refusalSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'RefusalPage' })

const bySchema = z
  .object({ id: z.string(), name: z.string() })
  .nullable()
  .describe('Who did it, as they were called then; null where nobody did, or the caller may not know')

const findingSchema = z
  .discriminatedUnion('code', [
    z.object({ code: z.literal('deleted'), at: timeSchema, by: bySchema, restorableUntil: timeSchema }),
    z.object({ code: z.literal('rotated'), at: timeSchema, rotationId: z.string(), newKeyId: z.string() }),
    z.object({ code: z.literal('rotation_cancelled'), at: timeSchema, rotationId: z.string(), oldKeyId: z.string() }),
    z.object({ code: z.literal('being_rotated'), at: timeSchema, rotationId: z.string(), newKeyId: z.string() }),
    z.object({ code: z.literal('leaked'), at: timeSchema }),
    z.object({ code: z.literal('expired'), at: timeSchema }),
    z.object({ code: z.literal('disabled'), at: timeSchema, by: bySchema, until: timeSchema.nullable() }),
    z.object({ code: z.literal('was_disabled'), at: timeSchema, by: bySchema, until: timeSchema }),
    z.object({ code: z.literal('blocked'), organizations: z.array(referenceSchema) }),
    z.object({ code: z.literal('closed_to_personal_keys'), organizations: z.array(referenceSchema) }),
    z.object({ code: z.literal('owner_gone') }),
  ])
  .meta({
    id: 'KeyFinding',
    description:
      'One thing to be known about why a key is refused, or may be. `rotated`, `being_rotated`: this is the old key. `rotation_cancelled`: this is the new key of a rotation that was given up. `was_disabled`: a brown-out that is over. `closed_to_personal_keys`: these organizations take only keys that are confined to them. `owner_gone`: its owner belongs to nothing any more that it could reach',
  })

export const explanationSchema = z
  .object({
    key: keySchema.pick({ id: true, name: true, type: true, owner: true, organization: true }).meta({
      id: 'ExplainedKey',
    }),
    working: z.boolean().describe('Whether the key is good now, wherever it reaches'),
    findings: z.array(findingSchema).describe('What decides first comes first; empty where there is nothing to say'),
  })
  .meta({ id: 'KeyExplanation', description: 'What state a key is in, live or deleted, and why.' })

export const explainedRefusalSchema = z
  .object({
    requestId: z.string(),
    at: timeSchema,
    refusal: refusalSchema,
    explanation: explanationSchema.nullable().describe('The key as it is by now; null where there is none (any more)'),
  })
  .meta({ id: 'ExplainedRefusal', description: 'Why one request was refused.' })

export function toRefusalResource(refusal: FoundRefusal): z.infer<typeof refusalSchema> {
  const { first, last, reason, demanded, ...rest } = refusal
  return {
    ...rest,
    reason: writtenReasons[reason],
    demanded: demanded && {
      organizations: [...demanded.organizations],
      teams: demanded.teams.map(({ id, name }) => ({ id, name })),
    },
    firstAt: writeTime(first.at),
    firstRequestId: first.requestId,
    lastAt: writeTime(last.at),
    lastRequestId: last.requestId,
  }
}

export function toExplanationResource({ key, isWorking, findings }: KeyExplanation): z.infer<typeof explanationSchema> {
  const { id, name, owner, organization } = key
  return {
    key: { id, name, type: keyType(key), owner, organization },
    working: isWorking,
    findings: findings.map(toFindingResource),
  }
}

export function toExplainedRefusalResource({
  requestId,
  at,
  refusal,
  explanation,
}: ExplainedRefusal): z.infer<typeof explainedRefusalSchema> {
  return {
    requestId,
    at: writeTime(at),
    refusal: toRefusalResource(refusal),
    explanation: explanation && toExplanationResource(explanation),
  }
}

function toFindingResource(finding: KeyFinding): z.infer<typeof findingSchema> {
  switch (finding.code) {
    case 'deleted':
      return { ...finding, at: writeTime(finding.at), restorableUntil: writeTime(finding.restorableUntil) }
    case 'disabled':
      return { ...finding, at: writeTime(finding.at), until: finding.until === null ? null : writeTime(finding.until) }
    case 'was_disabled':
      return { ...finding, at: writeTime(finding.at), until: writeTime(finding.until) }
    case 'rotated':
    case 'rotation_cancelled':
    case 'being_rotated':
    case 'leaked':
    case 'expired':
      return { ...finding, at: writeTime(finding.at) }
    case 'blocked':
    case 'closed_to_personal_keys':
      return { ...finding, organizations: [...finding.organizations] }
    case 'owner_gone':
      return finding
  }
}

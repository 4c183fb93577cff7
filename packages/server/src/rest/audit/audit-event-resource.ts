import { type AuditEvent, auditActions, auditOutcomes, auditTargetTypes } from '@keystead/core'
import { z } from 'zod'
import { referenceSchema, timeSchema, writeTime } from '../wire/fields.ts'

/**
 * Words that the trail may hold. Not an enumeration: beside a newer node there are words that this one does not know, and
 * a row that somebody altered in the database must still be shown.
 */
const word = (known: readonly string[]) => z.string().describe(`One of ${known.join(', ')}; later more`)

export const auditEventSchema = z
  .object({
    number: z
      .number()
      .describe('Its place in the trail, which is one for the whole instance: others lie between yours'),
    at: timeSchema,
    action: word(auditActions),
    outcome: word(auditOutcomes),
    code: z.string().nullable().describe('Why it was refused'),
    actor: z
      .object({
        type: word(['user', 'service_account', 'operator', 'keystead', 'anonymous']),
        id: z.string().nullable(),
        name: z.string().nullable(),
        email: z.string().nullable(),
        keyId: z.string().nullable().describe('The key that was used'),
      })
      .meta({ id: 'AuditActor', description: 'Who did it, as they were called then' }),
    ip: z.string().nullable(),
    requestId: z.string().nullable().describe('Finds the request in the log'),
    organization: referenceSchema
      .nullable()
      .describe('Whose admins may read it; null where only those of the instance may'),
    team: referenceSchema.nullable(),
    target: z
      .object({
        type: word(auditTargetTypes),
        id: z.string().nullable(),
        name: z.string().nullable(),
        email: z.string().nullable().describe('Of the user that it is, or who owns it'),
      })
      .meta({
        id: 'AuditTarget',
        description:
          'What it was done to. Of what was refused, what the caller named, which may be nothing that exists',
      }),
    details: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .describe('What changed; of a change of a value, `from…` and `to…`'),
    macKeyId: z.number().describe('Version of the pepper from which the key of the MAC is derived'),
    mac: z
      .string()
      .describe('Seals this event and all before it: `<number>:<mac>` is an anchor for `keystead audit verify`'),
  })
  .meta({ id: 'AuditEvent', description: 'Something that was done, or was refused to be done.' })

export type AuditEventResource = z.infer<typeof auditEventSchema>

export function toAuditEventResource(event: AuditEvent): AuditEventResource {
  const { actor, organization, team, target } = event
  return {
    number: event.number,
    at: writeTime(event.at),
    action: event.action,
    outcome: event.outcome,
    code: event.code,
    actor: { type: actor.type, id: actor.id, name: actor.name, email: actor.email, keyId: actor.keyId },
    ip: event.ip,
    requestId: event.requestId,
    organization: organization && { id: organization.id, name: organization.name },
    team: team && { id: team.id, name: team.name },
    target: { type: target.type, id: target.id, name: target.name, email: target.email },
    details: { ...event.details },
    macKeyId: event.macKeyId,
    mac: event.mac,
  }
}

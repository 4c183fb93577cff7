import {
  type ApiKey,
  defaultPageSize,
  type KeyPage,
  keyState,
  keyStates,
  keyType,
  keyTypes,
  largestPageSize,
} from '@keystead/core'
import { z } from 'zod'

export const keyIdSchema = z.string().min(1).max(200).describe('Key ID: the public first part of the token')
export const timeSchema = z.iso.datetime({ offset: true }).describe('RFC 3339')

export const organizationReferenceSchema = z.string().min(1).max(200).describe('ID or name of an organization')

const organizationSchema = z.object({ id: z.string(), name: z.string() })

export const keySchema = z
  .object({
    id: z.string().describe('Key ID: the public first part of the token'),
    name: z.string(),
    type: z.enum(keyTypes).describe('`personal` reaches every organization of its owner, `organization` one'),
    owner: z.object({
      type: z.literal('user'),
      id: z.string(),
      username: z.string(),
      email: z.string(),
      name: z.string(),
    }),
    organization: organizationSchema.nullable().describe('The one organization it reaches, or null'),
    format: z.enum(['v1', 'legacy']),
    state: z.enum(keyStates),
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable(),
    lastUsedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Key', description: 'An API key. Never holds the token.' })

const writeTime = (time: number) => new Date(time).toISOString()

export function toKeyResource(key: ApiKey, now: number): z.infer<typeof keySchema> {
  return {
    id: key.id,
    name: key.name,
    type: keyType(key),
    owner: key.owner,
    organization: key.organization,
    format: key.format,
    state: keyState(key, now),
    createdAt: writeTime(key.createdAt),
    expiresAt: key.expiresAt === null ? null : writeTime(key.expiresAt),
    lastUsedAt: key.lastUsedAt === null ? null : writeTime(key.lastUsedAt),
  }
}

/** What every list of keys takes to be read page by page. */
export const pageQuerySchema = z.strictObject({
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(largestPageSize).default(defaultPageSize),
})

export const keyPageSchema = z.object({ keys: z.array(keySchema), nextCursor: z.string().nullable() })

export function toKeyPageResource({ keys, nextCursor }: KeyPage, now: number): z.infer<typeof keyPageSchema> {
  return { keys: keys.map((key) => toKeyResource(key, now)), nextCursor }
}

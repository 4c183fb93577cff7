import {
  type ApiKey,
  isDisabled,
  type KeyPage,
  keyState,
  keyStates,
  keyType,
  keyTypes,
  staleKinds,
} from '@keystead/core'
import { z } from 'zod'
import { idSchema, referenceSchema, timeSchema, writeTime } from '../wire/fields.ts'
import { nextCursorSchema } from '../wire/page.ts'

export const keyIdSchema = idSchema.describe('Key ID: the public first part of the token')

export const keyTypeSchema = z.enum(keyTypes).meta({
  id: 'KeyType',
  description:
    '`personal` reaches every organization of its owner, `organization` one; a service account’s one team, or one organization with all of its teams',
})
export const keyStateSchema = z.enum(keyStates).meta({ id: 'KeyState' })
export const staleKindSchema = z.enum(staleKinds).meta({ id: 'StaleKind' })
export const keyFormatSchema = z.enum(['v1', 'legacy']).meta({ id: 'KeyFormat' })

export const userPrincipalSchema = z
  .object({
    type: z.literal('user'),
    id: z.string(),
    username: z.string(),
    email: z.string(),
    name: z.string(),
  })
  .meta({ id: 'UserPrincipal' })

const ownerSchema = z
  .discriminatedUnion('type', [
    userPrincipalSchema,
    z
      .object({
        type: z.literal('service_account'),
        id: z.string(),
        name: z.string(),
        team: referenceSchema.nullable().describe('Null for one of the organization'),
      })
      .meta({ id: 'ServiceAccountOwner' }),
  ])
  .meta({ id: 'KeyOwner', description: 'Whose key it is.' })

const disablementSchema = z
  .object({
    at: timeSchema,
    by: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .describe('Who did it, as they were called then; null where the caller may not know'),
    until: timeSchema.nullable().describe('When it works again by itself; null: when somebody enables it'),
  })
  .meta({ id: 'Disablement', description: 'Since when a key is switched off, and for how long.' })

export const keySchema = z
  .object({
    id: z.string().describe('Key ID: the public first part of the token'),
    name: z.string(),
    type: keyTypeSchema,
    owner: ownerSchema,
    organization: referenceSchema.nullable().describe('The one organization it reaches, or null'),
    blockedBy: z
      .array(referenceSchema)
      .describe('Organizations whose admins have blocked it there, as far as the caller may know'),
    disabled: disablementSchema.nullable().describe('Null where it is not disabled now'),
    leakedAt: timeSchema.nullable().describe('When its token was first reported as leaked; null where nobody has'),
    rotationId: z.string().nullable().describe('ID of the rotation under way in which it is the old or the new key'),
    format: keyFormatSchema,
    state: keyStateSchema,
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable(),
    lastUsedAt: timeSchema.nullable(),
  })
  .meta({ id: 'ApiKey', description: 'An API key. Never holds the token.' })

export const createdKeySchema = z
  .object({
    key: keySchema,
    token: z.string().describe('The secret. Shown in this answer and nowhere else'),
  })
  .meta({ id: 'CreatedKey' })

export function toKeyResource(key: ApiKey, now: number): z.infer<typeof keySchema> {
  return {
    id: key.id,
    name: key.name,
    type: keyType(key),
    owner: key.owner,
    organization: key.organization,
    blockedBy: [...key.blockedBy],
    disabled: isDisabled(key.disabled, now) ? toDisablementResource(key.disabled) : null,
    leakedAt: key.leak === null ? null : writeTime(key.leak.at),
    rotationId: key.rotationId,
    format: key.format,
    state: keyState(key, now),
    createdAt: writeTime(key.createdAt),
    expiresAt: key.expiresAt === null ? null : writeTime(key.expiresAt),
    lastUsedAt: key.lastUsedAt === null ? null : writeTime(key.lastUsedAt),
  }
}

function toDisablementResource(disabled: ApiKey['disabled']): z.infer<typeof disablementSchema> | null {
  if (disabled === null) return null
  const { at, by, until } = disabled
  return { at: writeTime(at), by, until: until === null ? null : writeTime(until) }
}

export const toKeyResources = (keys: readonly ApiKey[], now: number) => keys.map((key) => toKeyResource(key, now))

export const keyPageSchema = z
  .object({ keys: z.array(keySchema), nextCursor: nextCursorSchema })
  .meta({ id: 'ApiKeyPage' })

export function toKeyPageResource({ keys, nextCursor }: KeyPage, now: number): z.infer<typeof keyPageSchema> {
  return { keys: toKeyResources(keys, now), nextCursor }
}

export const deletedKeysSchema = z.array(keySchema).describe('The keys that were deleted with it, as they were')

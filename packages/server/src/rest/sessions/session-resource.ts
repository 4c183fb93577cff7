import type { Session } from '@keystead/core'
import { z } from 'zod'
import { timeSchema, writeTime } from '../wire/fields.ts'

export const sessionSchema = z
  .object({
    id: z.string(),
    createdAt: timeSchema,
    lastSeenAt: timeSchema.describe('To the minute'),
    expiresAt: timeSchema,
    ip: z.string().nullable().describe('From where it was begun'),
    userAgent: z.string().nullable(),
    current: z.boolean().describe('Whether this is the session that asks'),
  })
  .meta({ id: 'Session', description: 'A browser in which somebody has signed in.' })

export function toSessionResource(session: Session, currentId: string | undefined): z.infer<typeof sessionSchema> {
  return {
    ...session,
    createdAt: writeTime(session.createdAt),
    lastSeenAt: writeTime(session.lastSeenAt),
    expiresAt: writeTime(session.expiresAt),
    current: session.id === currentId,
  }
}

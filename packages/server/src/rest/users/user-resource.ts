import type { User } from '@keystead/core'
import { z } from 'zod'
import { timeSchema, writeTime } from '../wire/fields.ts'

export const userSchema = z
  .object({
    id: z.string(),
    username: z.string(),
    email: z.string(),
    name: z.string(),
    instanceAdmin: z.boolean(),
    createdAt: timeSchema,
    activatedAt: timeSchema.nullable().describe('When they got their first credential; null for who has none yet'),
  })
  .meta({ id: 'User', description: 'A person.' })

export function toUserResource({ createdAt, activatedAt, ...user }: User): z.infer<typeof userSchema> {
  return {
    ...user,
    createdAt: writeTime(createdAt),
    activatedAt: activatedAt === null ? null : writeTime(activatedAt),
  }
}

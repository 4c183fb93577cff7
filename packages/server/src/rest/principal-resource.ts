import type { Principal } from '@keystead/core'
import { z } from 'zod'

export const principalSchema = z
  .object({
    type: z.literal('user'),
    id: z.string(),
    username: z.string(),
    email: z.string(),
    name: z.string(),
  })
  .meta({ id: 'Principal', description: 'Whoever a token authenticates.' })

export const membershipSchema = z
  .object({ id: z.string(), name: z.string(), role: z.enum(['admin', 'member']) })
  .meta({ id: 'OrganizationMembership', description: 'An organization within reach, and the role there.' })

export function toPrincipalResource({ user }: Principal): z.infer<typeof principalSchema> {
  return { type: 'user', id: user.id, username: user.username, email: user.email, name: user.name }
}

export function toMembershipResources({ memberships }: Principal): z.infer<typeof membershipSchema>[] {
  return memberships.map(({ organization, role }) => ({ ...organization, role }))
}

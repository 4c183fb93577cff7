import { type Member, type OrganizationRole, organizationRoles, type TeamRole, teamRoles } from '@keystead/core'
import { z } from 'zod'

const personSchema = z.object({ id: z.string(), username: z.string(), email: z.string(), name: z.string() })

export const organizationRoleSchema = z.enum(organizationRoles)
export const teamRoleSchema = z.enum(teamRoles)

export const memberSchema = z
  .object({ user: personSchema, role: organizationRoleSchema })
  .meta({ id: 'Member', description: 'A user’s place in an organization.' })

export const teamMemberSchema = z
  .object({ user: personSchema, role: teamRoleSchema })
  .meta({ id: 'TeamMember', description: 'A user’s place in a team.' })

export const toMemberResource = <Role extends OrganizationRole | TeamRole>({ user, role }: Member<Role>) => ({
  user: { id: user.id, username: user.username, email: user.email, name: user.name },
  role,
})

import { type Member, type OrganizationRole, organizationRoles, type TeamRole, teamRoles } from '@keystead/core'
import { z } from 'zod'

export const personSchema = z
  .object({ id: z.string(), username: z.string(), email: z.string(), name: z.string() })
  .meta({ id: 'Person', description: 'What others see of a user.' })

export const organizationRoleSchema = z.enum(organizationRoles).meta({ id: 'OrganizationRole' })
export const teamRoleSchema = z.enum(teamRoles).meta({ id: 'TeamRole' })

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

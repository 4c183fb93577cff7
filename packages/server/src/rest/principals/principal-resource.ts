import { type Principal, reachedOrganizations, type TeamReference, type TeamRole } from '@keystead/core'
import { z } from 'zod'
import { userPrincipalSchema } from '../keys/key-resource.ts'
import { organizationRoleSchema, teamRoleSchema } from '../members/member-resource.ts'

export const principalSchema = z
  .discriminatedUnion('type', [
    userPrincipalSchema,
    z
      .object({
        type: z.literal('service_account'),
        id: z.string(),
        name: z.string(),
      })
      .meta({ id: 'ServiceAccountPrincipal' }),
  ])
  .meta({ id: 'Principal', description: 'Whoever a token authenticates.' })

export const membershipSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role: organizationRoleSchema.nullable().describe('Null for a service account'),
  })
  .meta({ id: 'OrganizationMembership', description: 'An organization within reach, and the role there.' })

export const teamMembershipSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    organizationId: z.string(),
    role: teamRoleSchema.nullable().describe('Null for a service account'),
  })
  .meta({ id: 'TeamMembership', description: 'A team within reach, and the role there.' })

export function toPrincipalResource(principal: Principal): z.infer<typeof principalSchema> {
  if (principal.kind === 'service_account') {
    const { id, name } = principal.serviceAccount
    return { type: 'service_account', id, name }
  }
  const { id, username, email, name } = principal.user
  return { type: 'user', id, username, email, name }
}

export function toMembershipResources(principal: Principal): z.infer<typeof membershipSchema>[] {
  if (principal.kind === 'user')
    return principal.memberships.map(({ organization: { id, name }, role }) => ({ id, name, role }))
  return reachedOrganizations(principal).map(({ id, name }) => ({ id, name, role: null }))
}

/**
 * The teams that a principal is in. A service account of an organization reaches all of that organization's teams, which
 * are not listed here.
 */
export function toTeamMembershipResources(principal: Principal): z.infer<typeof teamMembershipSchema>[] {
  const toResource = ({ id, name, organizationId }: TeamReference, role: TeamRole | null) => ({
    id,
    name,
    organizationId,
    role,
  })
  if (principal.kind === 'user') return principal.teamMemberships.map(({ team, role }) => toResource(team, role))
  const { team } = principal.serviceAccount
  return team === null ? [] : [toResource(team, null)]
}

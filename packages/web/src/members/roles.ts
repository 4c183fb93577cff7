import type { OrganizationRole, TeamRole } from '@keystead/sdk'

export const organizationRoles: readonly OrganizationRole[] = ['admin', 'member', 'viewer', 'billing_admin']
export const teamRoles: readonly TeamRole[] = ['admin', 'member', 'viewer']

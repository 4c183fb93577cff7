import type { OrganizationRole, TeamRole } from '../api/schema.ts'

export const organizationRoles: readonly OrganizationRole[] = ['admin', 'member', 'viewer', 'billing_admin']
export const teamRoles: readonly TeamRole[] = ['admin', 'member', 'viewer']

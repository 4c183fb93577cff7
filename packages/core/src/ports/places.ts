import type { OrganizationId } from '../identifiers.ts'
import type { OrganizationReference, TeamReference } from '../model/account.ts'

/** Finds what a request refers to by ID, or by name in any letter case: a store does, and so may a memory that is current. */
export interface Places {
  findOrganization(reference: string): Promise<OrganizationReference | undefined>
  findTeam(organizationId: OrganizationId, reference: string): Promise<TeamReference | undefined>
}

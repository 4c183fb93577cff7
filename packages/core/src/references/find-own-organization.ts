import { type Principal, reachedOrganizations } from '../access/principal.ts'
import type { OrganizationReference } from '../model/account.ts'

/** The organization within the caller's reach that is meant by an ID, or by a name in any letter case. */
export function findOwnOrganization(caller: Principal, reference: string): OrganizationReference | undefined {
  const name = reference.normalize('NFC').toLowerCase()
  return reachedOrganizations(caller).find(
    (organization) => organization.id === reference || organization.name.toLowerCase() === name,
  )
}

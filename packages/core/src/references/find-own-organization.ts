import { type Principal, reachedOrganizations } from '../access/principal.ts'
import type { OrganizationReference } from '../model/account.ts'
import { foldText } from '../names/fold-text.ts'

/** The organization within the caller's reach that is meant by an ID, or by a name in any letter case. */
export function findOwnOrganization(caller: Principal, reference: string): OrganizationReference | undefined {
  return findReferred(reachedOrganizations(caller), reference)
}

/** The one of these organizations that is meant. */
export function findReferred(
  organizations: readonly OrganizationReference[],
  reference: string,
): OrganizationReference | undefined {
  const name = foldText(reference)
  return organizations.find(({ id, name: own }) => id === reference || foldText(own) === name)
}

import { isInstanceAdmin, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'

/** The organization within the caller's reach that is meant by an ID, or by a name in any letter case. */
export function findOwnOrganization(caller: Principal, reference: string): OrganizationId | undefined {
  const name = reference.toLowerCase()
  return caller.memberships.find(
    ({ organization }) => organization.id === reference || organization.name.toLowerCase() === name,
  )?.organization.id
}

/**
 * The organization that a caller refers to. Fails with `ORGANIZATION_NOT_FOUND`, alike for one that their credential does
 * not reach and for one that does not exist: otherwise a filter would tell which organizations there are, and who is in
 * them.
 */
export async function resolveOrganization(
  { store }: Instance,
  caller: Principal,
  reference: string,
): Promise<OrganizationId> {
  const own = findOwnOrganization(caller, reference)
  const id = own ?? (isInstanceAdmin(caller) ? (await store.findOrganization(reference))?.id : undefined)
  if (id === undefined) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
  return id
}

import { administersOrganization } from '../access/administration.ts'
import { isInstanceAdmin, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { OrganizationReference } from '../model/account.ts'
import type { Places } from '../ports/places.ts'
import { findOwnOrganization } from './find-own-organization.ts'

/** The organization that a caller refers to, if their credential reaches one that is meant. */
export async function findReachedOrganization(
  places: Pick<Places, 'findOrganization'>,
  caller: Principal,
  reference: string,
): Promise<OrganizationReference | undefined> {
  const own = findOwnOrganization(caller, reference)
  const found = own ?? (isInstanceAdmin(caller) ? await places.findOrganization(reference) : undefined)
  return found && { id: found.id, name: found.name }
}

/**
 * The organization that a caller refers to. Fails with `ORGANIZATION_NOT_FOUND`, alike for one that their credential does
 * not reach and for one that does not exist: otherwise a filter would tell which organizations there are, and who is in
 * them.
 */
export async function resolveOrganization(
  places: Pick<Places, 'findOrganization'>,
  caller: Principal,
  reference: string,
): Promise<OrganizationReference> {
  const organization = await findReachedOrganization(places, caller, reference)
  if (organization === undefined) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
  return organization
}

/** The same, if the caller administers it. Fails with `FORBIDDEN`, too, for who belongs to it and is no admin. */
export async function resolveAdministered(
  places: Pick<Places, 'findOrganization'>,
  caller: Principal,
  reference: string,
): Promise<OrganizationReference> {
  const organization = await resolveOrganization(places, caller, reference)
  if (!administersOrganization(caller, organization.id)) throw new KeysteadError('FORBIDDEN')
  return organization
}

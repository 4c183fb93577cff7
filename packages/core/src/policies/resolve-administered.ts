import { administeredOrganizations, isInstanceAdmin, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { resolveOrganization } from '../keys/resolve-organization.ts'

/** The organization, if the caller administers it. Fails with `ORGANIZATION_NOT_FOUND`, and with `FORBIDDEN` for a member. */
export async function resolveAdministered(
  instance: Instance,
  caller: Principal,
  reference: string,
): Promise<OrganizationId> {
  const id = await resolveOrganization(instance, caller, reference)
  if (!isInstanceAdmin(caller) && !administeredOrganizations(caller).includes(id)) throw new KeysteadError('FORBIDDEN')
  return id
}

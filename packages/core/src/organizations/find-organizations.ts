import { isInstanceAdmin, type Principal, reachedOrganizations } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Organization } from '../model/account.ts'
import { type FindRequest, type Page, readPageByName } from '../pages/page-by-name.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'

/** The organizations within the caller's reach, by name; for admins of the instance all. Fails with `INVALID_CURSOR`. */
export async function findOrganizations(
  { store }: Instance,
  caller: Principal,
  request: FindRequest,
): Promise<Page<Organization>> {
  const ids = isInstanceAdmin(caller) ? undefined : reachedOrganizations(caller).map(({ id }) => id)
  return readPageByName(
    request,
    (query) => store.listOrganizations({ ...query, ...(ids !== undefined && { ids }) }),
    (organization) => organization,
  )
}

/** One organization within the caller's reach. Fails with `ORGANIZATION_NOT_FOUND`. */
export async function getOrganization(
  { store }: Instance,
  caller: Principal,
  reference: string,
): Promise<Organization> {
  const { id } = await resolveOrganization(store, caller, reference)
  const organization = await store.findOrganization(id)
  if (organization === undefined) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
  return organization
}

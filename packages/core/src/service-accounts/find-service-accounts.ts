import { administersOrganization } from '../access/administration.ts'
import { administeredTeams, type Principal } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import type { ServiceAccount } from '../model/account.ts'
import { foldText } from '../names/fold-text.ts'
import { type FindRequest, type Page, readPageByName } from '../pages/page-by-name.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import { resolveServiceAccount } from '../references/resolve-service-account.ts'

/**
 * The service accounts of an organization that the caller sees, by name: those that they administer, or itself.
 * Fails with `ORGANIZATION_NOT_FOUND`, `INVALID_CURSOR`.
 */
export async function findServiceAccounts(
  { store }: Instance,
  caller: Principal,
  reference: string,
  request: FindRequest,
): Promise<Page<ServiceAccount>> {
  const { id: organizationId } = await resolveOrganization(store, caller, reference)
  if (caller.kind === 'service_account') {
    const self = await store.findServiceAccount(caller.serviceAccount.id)
    // A list of one is searched as any other, and has no second page.
    const isOnPage = (text = '', after?: object) =>
      after === undefined && foldText(self?.name ?? '').includes(foldText(text))
    return readPageByName(
      request,
      async ({ text, after }) => (self !== undefined && isOnPage(text, after) ? [self] : []),
      (serviceAccount) => serviceAccount,
    )
  }
  const teamIds = administersOrganization(caller, organizationId) ? undefined : administeredTeams(caller)
  return readPageByName(
    request,
    (query) => store.listServiceAccounts({ ...query, organizationId, ...(teamIds !== undefined && { teamIds }) }),
    (serviceAccount) => serviceAccount,
  )
}

/** One service account that the caller sees. Fails with `SERVICE_ACCOUNT_NOT_FOUND`. */
export function getServiceAccount({ store }: Instance, caller: Principal, id: string): Promise<ServiceAccount> {
  return resolveServiceAccount(store, caller, id)
}

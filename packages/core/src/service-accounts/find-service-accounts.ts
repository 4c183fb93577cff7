import { administersOrganization } from '../access/administration.ts'
import { administeredTeams, type Principal } from '../access/principal.ts'
import type { TeamId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { ServiceAccount } from '../model/account.ts'
import { foldText } from '../names/fold-text.ts'
import { type FindRequest, type Page, readPageByName } from '../pages/page-by-name.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import { resolveServiceAccount } from '../references/resolve-service-account.ts'
import { resolveTeam } from '../references/resolve-team.ts'

export type FindServiceAccountsRequest = FindRequest & {
  /** ID or name of a team: only the accounts that belong to it. */
  readonly team?: string | undefined
}

/**
 * The service accounts of an organization that the caller sees, by name: those that they administer, or itself.
 * Fails with `ORGANIZATION_NOT_FOUND`, `TEAM_NOT_FOUND`, `INVALID_CURSOR`.
 */
export async function findServiceAccounts(
  { store }: Instance,
  caller: Principal,
  reference: string,
  request: FindServiceAccountsRequest,
): Promise<Page<ServiceAccount>> {
  const { id: organizationId } = await resolveOrganization(store, caller, reference)
  const team = request.team === undefined ? undefined : (await resolveTeam(store, caller, reference, request.team)).team
  const isOfTeam = (id: TeamId | undefined) => team === undefined || team.id === id
  if (caller.kind === 'service_account') {
    const self = await store.findServiceAccount(caller.serviceAccount.id)
    // A list of one is searched as any other, and has no second page.
    const isOnPage = (text = '', after?: object) =>
      after === undefined && isOfTeam(self?.team?.id) && foldText(self?.name ?? '').includes(foldText(text))
    return readPageByName(
      request,
      async ({ text, after }) => (self !== undefined && isOnPage(text, after) ? [self] : []),
      (serviceAccount) => serviceAccount,
    )
  }
  const visible = administersOrganization(caller, organizationId) ? undefined : administeredTeams(caller)
  const teamIds = team === undefined ? visible : (visible ?? [team.id]).filter(isOfTeam)
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

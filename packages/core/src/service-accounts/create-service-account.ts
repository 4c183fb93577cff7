import { administersOrganization, administersTeam } from '../access/administration.ts'
import type { Caller, Principal } from '../access/principal.ts'
import { describeServiceAccount } from '../audit/describe.ts'
import { type Change, makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { ServiceAccount, TeamReference } from '../model/account.ts'
import { newServiceAccountId } from '../names/new-identifier.ts'
import { normalizeName } from '../names/normalize-name.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import { seesTeam } from '../references/resolve-team.ts'

export type CreateServiceAccountRequest = {
  readonly name: string
  /** ID or name of the team that it belongs to; or */
  readonly team?: string | undefined
  /** of the default team of one that belongs to the organization. Exactly one of the two is given. */
  readonly defaultTeam?: string | undefined
  readonly verifier?: boolean | undefined
}

/**
 * Makes a service account, of a team by its admins, or of the organization by its own. It has no key yet.
 * Fails with `ORGANIZATION_NOT_FOUND`, `TEAM_NOT_FOUND`, `FORBIDDEN`, `TEAM_SERVICE_ACCOUNT_CREATION_DISABLED`,
 * `INVALID_NAME`, `NAME_CONTAINS_TOKEN`, and with `INVALID_REQUEST` for both kinds at once, or none.
 */
export async function createServiceAccount(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  request: CreateServiceAccountRequest,
): Promise<ServiceAccount> {
  const attempt = { action: 'service_account.create', on: 'service_account', reference: request.name } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, now, currentCaller, note } = change
    const { id } = await resolveOrganization(transaction, await currentCaller(), organizationReference)
    // The team must still be there when the account is, and the policy as it was.
    await transaction.lockOrganizations([id], 'obey')
    const current = await currentCaller()
    const organization = await resolveOrganization(transaction, current, id)
    const places = await choosePlaces(change, current, id, request)
    const serviceAccount: ServiceAccount = {
      id: newServiceAccountId(instance.randomness),
      name: normalizeName(request.name),
      organization,
      ...places,
      verifier: request.verifier ?? false,
      createdAt: now,
    }
    await transaction.insertServiceAccount(serviceAccount)
    const { team, defaultTeam, verifier } = serviceAccount
    note({
      action: 'service_account.create',
      organizations: [organization],
      team: team ?? defaultTeam,
      target: describeServiceAccount(serviceAccount),
      details: { scope: team === null ? 'organization' : 'team', verifier },
    })
    return serviceAccount
  })
}

async function choosePlaces(
  { transaction }: Change,
  caller: Principal,
  organizationId: OrganizationId,
  { team: teamReference, defaultTeam }: CreateServiceAccountRequest,
): Promise<Pick<ServiceAccount, 'team' | 'defaultTeam'>> {
  const reference = teamReference ?? defaultTeam
  if (reference === undefined || (teamReference !== undefined && defaultTeam !== undefined)) {
    throw new KeysteadError('INVALID_REQUEST', {
      details: [{ path: 'team', message: 'Exactly one of team and defaultTeam is needed' }],
    })
  }
  const ofOrganization = teamReference === undefined
  if (ofOrganization && !administersOrganization(caller, organizationId)) throw new KeysteadError('FORBIDDEN')
  const found = await transaction.findTeam(organizationId, reference)
  if (found === undefined || !seesTeam(caller, found)) throw new KeysteadError('TEAM_NOT_FOUND')
  const team: TeamReference = { id: found.id, name: found.name, organizationId }
  if (ofOrganization) return { team: null, defaultTeam: team }
  if (!administersTeam(caller, team)) throw new KeysteadError('FORBIDDEN')
  const policies = (await transaction.findPolicies([organizationId])).get(organizationId)
  if (policies?.disableTeamServiceAccountCreation) {
    throw new KeysteadError('TEAM_SERVICE_ACCOUNT_CREATION_DISABLED')
  }
  return { team, defaultTeam: team }
}

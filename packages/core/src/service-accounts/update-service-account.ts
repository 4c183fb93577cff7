import type { Caller } from '../access/principal.ts'
import { describeServiceAccount } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { ServiceAccount, TeamReference } from '../model/account.ts'
import type { AuditDetails } from '../model/audit-event.ts'
import { normalizeName } from '../names/normalize-name.ts'
import type { StoreReader } from '../ports/store.ts'
import { resolveAdministeredServiceAccount } from '../references/resolve-service-account.ts'

export type ServiceAccountChanges = {
  readonly name?: string | undefined
  /** ID or name of a team of the organization; only for a service account of the organization. */
  readonly defaultTeam?: string | undefined
  readonly verifier?: boolean | undefined
}

/**
 * Changes a service account. It never moves from one team to another: whoever trusts its keys trusts where it belongs.
 * Fails with `SERVICE_ACCOUNT_NOT_FOUND`, `FORBIDDEN`, `INVALID_NAME`, `NAME_CONTAINS_TOKEN`, `TEAM_NOT_FOUND`, and with
 * `INVALID_REQUEST` for the default team of one that belongs to a team.
 */
export async function updateServiceAccount(
  instance: Instance,
  caller: Caller,
  id: string,
  changes: ServiceAccountChanges,
): Promise<ServiceAccount> {
  const attempt = { action: 'service_account.update', on: 'service_account', reference: id } as const
  return makeChange(instance, caller, attempt, async ({ transaction, currentCaller, note }) => {
    const { organization } = await resolveAdministeredServiceAccount(transaction, await currentCaller(), id)
    await transaction.lockOrganizations([organization.id], 'obey')
    const before = await resolveAdministeredServiceAccount(transaction, await currentCaller(), id)
    const after: ServiceAccount = {
      ...before,
      name: changes.name === undefined ? before.name : normalizeName(changes.name),
      defaultTeam: await chooseDefaultTeam(transaction, before, changes.defaultTeam),
      verifier: changes.verifier ?? before.verifier,
    }
    const { name, defaultTeam, verifier } = after
    if (!(await transaction.updateServiceAccount(after.id, { name, defaultTeamId: defaultTeam.id, verifier }))) {
      throw new KeysteadError('SERVICE_ACCOUNT_NOT_FOUND')
    }
    note({
      action: 'service_account.update',
      organizations: [organization],
      team: after.team ?? defaultTeam,
      target: describeServiceAccount(after),
      details: describeChanges(before, after),
    })
    return after
  })
}

async function chooseDefaultTeam(
  store: StoreReader,
  { organization, team, defaultTeam }: ServiceAccount,
  reference: string | undefined,
): Promise<TeamReference> {
  if (reference === undefined) return defaultTeam
  if (team !== null) {
    throw new KeysteadError('INVALID_REQUEST', {
      details: [{ path: 'defaultTeam', message: 'The service account of a team has no other default team' }],
    })
  }
  const found = await store.findTeam(organization.id, reference)
  if (found === undefined) throw new KeysteadError('TEAM_NOT_FOUND')
  return { id: found.id, name: found.name, organizationId: organization.id }
}

function describeChanges(before: ServiceAccount, after: ServiceAccount): AuditDetails {
  return {
    ...(before.name !== after.name && { fromName: before.name, toName: after.name }),
    ...(before.defaultTeam.id !== after.defaultTeam.id && {
      fromDefaultTeam: before.defaultTeam.name,
      toDefaultTeam: after.defaultTeam.name,
    }),
    ...(before.verifier !== after.verifier && { fromVerifier: before.verifier, toVerifier: after.verifier }),
  }
}

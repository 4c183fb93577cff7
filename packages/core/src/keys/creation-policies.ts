import { type CreationConcern, evaluateKeyCreation, type KeyHolder } from '../access/evaluate-key-creation.ts'
import { KeysteadError } from '../errors.ts'
import { type AccountId, isServiceAccountId, type OrganizationId } from '../identifiers.ts'
import type { OrganizationReference } from '../model/account.ts'
import type { StoreReader } from '../ports/store.ts'

/** Whose key it will be, and the one organization that it will reach, or null for all of its owner's. */
export type PlannedReach = { readonly ownerId: AccountId; readonly organizationId: OrganizationId | null }

/** For a personal key every organization of its owner, whatever the credential reaches by which it is made. */
export async function listReached(
  store: StoreReader,
  { ownerId, organizationId }: PlannedReach,
): Promise<OrganizationReference[]> {
  if (isServiceAccountId(ownerId)) {
    const serviceAccount = await store.findServiceAccount(ownerId)
    return serviceAccount === undefined ? [] : [serviceAccount.organization]
  }
  const all = (await store.listMemberships(ownerId)).map(({ organization }) => organization)
  return organizationId === null ? all : all.filter(({ id }) => id === organizationId)
}

/** What each organization that a key would reach has to say about it. */
export async function listConcerns(
  store: StoreReader,
  { ownerId, organizationId }: PlannedReach,
  reached: readonly OrganizationReference[],
): Promise<CreationConcern[]> {
  const policies = await store.findPolicies(reached.map(({ id }) => id))
  const concerns: CreationConcern[] = []
  for (const [id, decided] of policies) {
    // A personal key will not reach an organization that takes none, so that one has no say.
    if (organizationId === null && decided.enforceOrganizationKeys) continue
    const holder = await findHolder(store, id, ownerId)
    if (holder !== undefined) concerns.push({ policies: decided, holder })
  }
  return concerns
}

/** Fails with `KEY_CREATION_DISABLED`, `VIEWER_KEY_CREATION_DISABLED`, `KEY_LIFETIME_TOO_LONG`. */
export function obeyPolicies(expiresAt: number | null, concerns: readonly CreationConcern[], now: number): void {
  const code = evaluateKeyCreation(expiresAt, concerns, now)
  if (code !== undefined) throw new KeysteadError(code)
}

async function findHolder(store: StoreReader, id: OrganizationId, ownerId: AccountId): Promise<KeyHolder | undefined> {
  if (!isServiceAccountId(ownerId)) return (await store.findMember(id, ownerId))?.role
  const account = await store.findServiceAccount(ownerId)
  if (account === undefined) return undefined
  return account.team === null ? 'organization_service_account' : 'team_service_account'
}

import { administersOrganization } from '../access/administration.ts'
import { confinedTo, isInstanceAdmin, ownIdOf, type Principal } from '../access/principal.ts'
import { type AccountId, isServiceAccountId, type OrganizationId } from '../identifiers.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { ConsumerIdentity } from '../model/consumer.ts'
import type { StoreReader } from '../ports/store.ts'

/** Whoever asked whether a token is good. The name is null once the account has gone, and for who may not know it. */
export type ConsumerVerifier = { readonly id: AccountId; readonly name: string | null }

/** What it is called, and the organizations that it verifies for. */
type Verifier = { readonly name: string | null; readonly organizationIds: readonly OrganizationId[] }

/** Who verified the tokens of a key, as far as the caller may know. */
export type ToldVerifiers = {
  /** Whether the caller may know of a consumer with this verifier; null is Keystead itself. */
  isTold(verifier: AccountId | null): boolean
  describe(verifier: AccountId | null): ConsumerVerifier | null
}

/**
 * Of a personal key, an organization's admin learns of no verifier elsewhere: what a key does in other organizations is not
 * theirs to know (design §5). With no key, only the instance's admins learn of any.
 */
export async function findVerifiers(
  store: StoreReader,
  caller: Principal,
  key: ApiKey | null,
  consumers: readonly Pick<ConsumerIdentity, 'verifier'>[],
): Promise<ToldVerifiers> {
  const verifiers = new Map<AccountId, Verifier>()
  for (const { verifier } of consumers) {
    if (verifier !== null && !verifiers.has(verifier)) verifiers.set(verifier, await findVerifier(store, verifier))
  }
  const isOwnAnywhere = key?.owner.id === ownIdOf(caller) && confinedTo(caller) === null
  // A key of one organization is good for nobody elsewhere.
  const mayKnowAll = (key !== null && key.organization !== null) || isOwnAnywhere || isInstanceAdmin(caller)
  const isAdministered = (organizationId: OrganizationId) => administersOrganization(caller, organizationId)
  const isTold = (id: AccountId | null) =>
    mayKnowAll || id === null || verifiers.get(id)?.organizationIds.some(isAdministered) === true
  const nameOf = (id: AccountId) => (isTold(id) ? (verifiers.get(id)?.name ?? null) : null)
  return { isTold, describe: (id) => (id === null ? null : { id, name: nameOf(id) }) }
}

async function findVerifier(store: StoreReader, id: AccountId): Promise<Verifier> {
  if (isServiceAccountId(id)) {
    const account = await store.findServiceAccount(id)
    return { name: account?.name ?? null, organizationIds: account === undefined ? [] : [account.organization.id] }
  }
  const user = await store.findUser(id)
  if (user === undefined) return { name: null, organizationIds: [] }
  const memberships = await store.listMemberships(user.id)
  const verifiesFor = memberships.filter(({ role }) => role === 'admin')
  return { name: user.name, organizationIds: verifiesFor.map(({ organization }) => organization.id) }
}

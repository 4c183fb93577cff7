import type { AccountId, KeyId, OrganizationId, SessionId, TeamId } from '../identifiers.ts'
import type {
  Account,
  Membership,
  OrganizationReference,
  ServiceAccount,
  TeamMembership,
  TeamReference,
  User,
} from '../model/account.ts'
import type { ApiKey, KeyType } from '../model/api-key.ts'

/** How far a credential goes: everywhere its owner may go, or one organization only. */
export type Reach =
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'organization'; readonly organizationId: OrganizationId }

type KeyCredential = { readonly kind: 'key'; readonly keyId: KeyId }

/** By what somebody has shown who they are: a key, or what a browser holds since they signed in. */
export type Credential = KeyCredential | { readonly kind: 'session'; readonly sessionId: SessionId }

export type UserPrincipal = {
  readonly kind: 'user'
  readonly user: User
  readonly credential: Credential
  readonly reach: Reach
  /** Holds nothing beyond the reach. */
  readonly memberships: readonly Membership[]
  readonly teamMemberships: readonly TeamMembership[]
}

export type ServiceAccountPrincipal = {
  readonly kind: 'service_account'
  readonly serviceAccount: ServiceAccount
  readonly credential: KeyCredential
}

/** Whoever a token authenticates, and what the token lets them reach. */
export type Principal = UserPrincipal | ServiceAccountPrincipal

/** Where a request came from, for the audit trail. */
export type RequestOrigin = { readonly ip: string | null; readonly requestId: string | null }

/** Who asks for a change, and from where. */
export type Caller = Principal & { readonly origin: RequestOrigin }

/**
 * The principal that a key makes of its owner, or undefined where the key reaches nothing any more. What is outside of the
 * key's reach is dropped here, once, for everyone: the organizations that have blocked the key, those other than the key's
 * own, and for a personal key those that take none (design §6).
 */
export function principalOf(
  key: Pick<ApiKey, 'id' | 'organization' | 'blockedBy'>,
  account: Account,
  closedToPersonalKeys: readonly OrganizationId[] = [],
): Principal | undefined {
  const isBlockedBy = (id: OrganizationId) => key.blockedBy.some((organization) => organization.id === id)
  if (account.kind === 'service_account') {
    const { serviceAccount } = account
    if (isBlockedBy(serviceAccount.organization.id)) return undefined
    return { kind: 'service_account', serviceAccount, credential: { kind: 'key', keyId: key.id } }
  }
  const confinement = key.organization?.id
  const isWithin = (id: OrganizationId) =>
    !isBlockedBy(id) && (confinement === undefined ? !closedToPersonalKeys.includes(id) : id === confinement)
  const isUnlimited = confinement === undefined && key.blockedBy.length === 0 && closedToPersonalKeys.length === 0
  // From nearly every key nothing is to be dropped, and nothing copied.
  const { memberships, teamMemberships } = isUnlimited ? account : dropOutside(account, isWithin)
  // A confined key whose owner has left that organization authenticates nobody any more.
  if (confinement !== undefined && memberships.length === 0) return undefined
  return {
    kind: 'user',
    user: account.user,
    credential: { kind: 'key', keyId: key.id },
    reach: confinement === undefined ? { kind: 'everywhere' } : { kind: 'organization', organizationId: confinement },
    memberships,
    teamMemberships,
  }
}

function dropOutside(
  { memberships, teamMemberships }: Pick<UserPrincipal, 'memberships' | 'teamMemberships'>,
  isWithin: (id: OrganizationId) => boolean,
): Pick<UserPrincipal, 'memberships' | 'teamMemberships'> {
  return {
    memberships: memberships.filter(({ organization }) => isWithin(organization.id)),
    teamMemberships: teamMemberships.filter(({ team }) => isWithin(team.organizationId)),
  }
}

/**
 * The principal that a session makes: the person as they are. What organizations decide about personal keys is not about
 * them, and nothing confines them.
 */
export function principalOfSession(sessionId: SessionId, account: Extract<Account, { kind: 'user' }>): UserPrincipal {
  return { ...account, credential: { kind: 'session', sessionId }, reach: { kind: 'everywhere' } }
}

/** The type of the key that a principal came with. */
export function keyTypeOf(principal: Principal): KeyType {
  if (principal.kind === 'service_account') {
    return principal.serviceAccount.team === null ? 'organization_service_account' : 'team_service_account'
  }
  return principal.reach.kind === 'everywhere' ? 'personal' : 'organization'
}

/** The key that was used, if it was one. */
export function keyIdOf({ credential }: Principal): KeyId | null {
  return credential.kind === 'key' ? credential.keyId : null
}

export function ownIdOf(principal: Principal): AccountId {
  return principal.kind === 'user' ? principal.user.id : principal.serviceAccount.id
}

/** The one organization that the principal's credential reaches, or null where it reaches everywhere its owner does. */
export function confinedTo(principal: Principal): OrganizationId | null {
  if (principal.kind === 'service_account') return principal.serviceAccount.organization.id
  return principal.reach.kind === 'organization' ? principal.reach.organizationId : null
}

/** An instance admin's power over everything goes with the person, not with a key that they confined to one organization. */
export function isInstanceAdmin(principal: Principal): boolean {
  return principal.kind === 'user' && principal.user.instanceAdmin && principal.reach.kind === 'everywhere'
}

/** The organizations that the principal belongs to, within reach. */
export function reachedOrganizations(principal: Principal): OrganizationReference[] {
  if (principal.kind === 'service_account') return [principal.serviceAccount.organization]
  return principal.memberships.map(({ organization }) => organization)
}

/** Whether the principal reaches a team: a person as its member, a service account by where it belongs (design §2). */
export function reachesTeam(principal: Principal, team: Pick<TeamReference, 'id' | 'organizationId'>): boolean {
  if (principal.kind === 'user') return principal.teamMemberships.some((membership) => membership.team.id === team.id)
  const { organization, team: own } = principal.serviceAccount
  return own === null ? organization.id === team.organizationId : own.id === team.id
}

/** The organizations that the principal administers, within reach. */
export function administeredOrganizations(principal: Principal): OrganizationId[] {
  if (principal.kind === 'service_account') return []
  return principal.memberships.filter(({ role }) => role === 'admin').map(({ organization }) => organization.id)
}

/** The teams that the principal is an admin of, within reach; not those that they administer with their organization. */
export function administeredTeams(principal: Principal): TeamId[] {
  if (principal.kind === 'service_account') return []
  return principal.teamMemberships.filter(({ role }) => role === 'admin').map(({ team }) => team.id)
}

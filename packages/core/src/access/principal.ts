import type { KeyId, OrganizationId } from '../identifiers.ts'
import type { Membership, User } from '../model/account.ts'
import type { ApiKey } from '../model/api-key.ts'

/** How far a credential goes: everywhere its owner may go, or one organization only. */
export type Reach =
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'organization'; readonly organizationId: OrganizationId }

/** Whoever a token authenticates, and what the token lets them reach: `memberships` holds nothing beyond its reach. */
export type Principal = {
  readonly kind: 'user'
  readonly user: User
  readonly keyId: KeyId
  readonly reach: Reach
  readonly memberships: readonly Membership[]
}

/**
 * The principal that a key of this owner makes. Memberships outside the key's reach are dropped here, once, for everyone:
 * those of other organizations than the key's own, and for a personal key those that take none (design §6).
 */
export function principalOf(
  key: ApiKey,
  user: User,
  memberships: readonly Membership[],
  closedToPersonalKeys: readonly OrganizationId[] = [],
): Principal {
  if (key.organization === null) {
    return {
      kind: 'user',
      user,
      keyId: key.id,
      reach: { kind: 'everywhere' },
      memberships: memberships.filter(({ organization }) => !closedToPersonalKeys.includes(organization.id)),
    }
  }
  const organizationId = key.organization.id
  return {
    kind: 'user',
    user,
    keyId: key.id,
    reach: { kind: 'organization', organizationId },
    memberships: memberships.filter(({ organization }) => organization.id === organizationId),
  }
}

/** The one organization that the principal's credential reaches, or null where it reaches everywhere its owner does. */
export function confinedTo({ reach }: Principal): OrganizationId | null {
  return reach.kind === 'organization' ? reach.organizationId : null
}

/** An instance admin's power over everything goes with the person, not with a key that they confined to one organization. */
export function isInstanceAdmin(principal: Principal): boolean {
  return principal.user.instanceAdmin && principal.reach.kind === 'everywhere'
}

/** The organizations that the principal administers, within reach. */
export function administeredOrganizations(principal: Principal): OrganizationId[] {
  return principal.memberships.filter(({ role }) => role === 'admin').map(({ organization }) => organization.id)
}

import type { AccountId, KeyId, RotationId } from '../identifiers.ts'
import type { KeyDigest } from '../token/digest-token.ts'
import type { TokenFormat } from '../token/token-format.ts'
import type { OrganizationReference, ServiceAccount, User } from './account.ts'

/** Who a key belongs to, with as much of the owner as lists show and rules ask. */
export type KeyOwner =
  | ({ readonly type: 'user' } & Pick<User, 'id' | 'username' | 'email' | 'name' | 'instanceAdmin'>)
  | ({ readonly type: 'service_account' } & Pick<ServiceAccount, 'id' | 'name' | 'organization' | 'team'>)

/** A key that is switched off, by its owner or by who administers it. Times are epoch milliseconds. */
export type Disablement = {
  readonly at: number
  /** Who did it, as they were called then; null for who may not know. */
  readonly by: { readonly id: AccountId; readonly name: string } | null
  /** From this moment on the key works again, by itself (a brown-out); null: not before somebody enables it. */
  readonly until: number | null
}

/** That somebody has found a key's token. `expiresAt`: when the key would end, had nobody done so. Epoch milliseconds. */
export type Leak = { readonly at: number; readonly expiresAt: number | null }

/** A key as lists and answers show it. Holds nothing from which the token could be had. Times are epoch milliseconds. */
export type ApiKey = {
  readonly id: KeyId
  readonly name: string
  readonly owner: KeyOwner
  /**
   * The one organization that the key reaches, or null for every organization that its owner belongs to. The key of a
   * service account reaches that account's organization.
   */
  readonly organization: OrganizationReference | null
  readonly format: TokenFormat
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
  /** The organizations whose admins have blocked it there, by name: it reaches none of these. */
  readonly blockedBy: readonly OrganizationReference[]
  /** The last time that it was switched off and not enabled since: a brown-out may be over, which {@link isDisabled} tells. */
  readonly disabled: Disablement | null
  /** Null where nobody has reported its token. */
  readonly leak: Leak | null
  /** The rotation under way in which it is the old key or the new one. */
  readonly rotationId: RotationId | null
}

/** When a key was deleted, and by whom; null where nobody did, or for who may not know. */
export type Deletion = Pick<Disablement, 'at' | 'by'>

/** A key as it was when it was deleted. Its owner is still there. */
export type DeletedKey = ApiKey & { readonly deletion: Deletion; readonly pepperVersion: number }

/** For how long a deleted key can be brought back. */
export const deletedKeyMemoryMs = 30 * 24 * 60 * 60_000

/** What is stored of the secret, and under which version of the pepper it was made. */
export type StoredDigest = { readonly digest: KeyDigest; readonly pepperVersion: number }

export const keyTypes = ['personal', 'organization', 'team_service_account', 'organization_service_account'] as const
export type KeyType = (typeof keyTypes)[number]

export const keyStates = ['active', 'disabled', 'blocked', 'expired'] as const
export type KeyState = (typeof keyStates)[number]

/** By what lists of keys are ordered. */
export const keySorts = ['createdAt', 'name', 'owner', 'lastUsedAt', 'expiresAt'] as const
export type KeySort = (typeof keySorts)[number]

export const sortDirections = ['asc', 'desc'] as const
export type SortDirection = (typeof sortDirections)[number]

/** Design §2: what a key reaches, by who owns it and whether it is confined to one organization. */
export function keyType({ owner, organization }: Pick<ApiKey, 'owner' | 'organization'>): KeyType {
  if (owner.type === 'service_account') {
    return owner.team === null ? 'organization_service_account' : 'team_service_account'
  }
  return organization === null ? 'personal' : 'organization'
}

/** Until the very millisecond in which a brown-out ends: from then on the key works, on every node and without a change. */
export function isDisabled(disabled: Pick<Disablement, 'until'> | null, now: number): boolean {
  return disabled !== null && (disabled.until === null || now < disabled.until)
}

/** What {@link keyState} looks at. */
export type KeyStateFacts = Pick<ApiKey, 'expiresAt' | 'organization' | 'blockedBy'> & {
  readonly disabled: Pick<Disablement, 'until'> | null
}

/**
 * A key is expired from its expiry on, the very millisecond included; that is for good, and comes before all else. It is
 * blocked when the only organization that it reaches has blocked it; a personal key that some organization has blocked
 * still works for the others.
 */
export function keyState({ expiresAt, organization, blockedBy, disabled }: KeyStateFacts, now: number): KeyState {
  if (expiresAt !== null && expiresAt <= now) return 'expired'
  if (isDisabled(disabled, now)) return 'disabled'
  return blockedBy.some(({ id }) => id === organization?.id) ? 'blocked' : 'active'
}

import type { KeyVisibility } from '../access/key-visibility.ts'
import type { KeyId, OrganizationId, UserId } from '../identifiers.ts'
import type { Membership, Organization, OrganizationRole, User } from '../model/account.ts'
import type { ApiKey, KeyState, KeyType, StoredDigest } from '../model/api-key.ts'
import type { Policies } from '../model/policies.ts'
import type { TokenFormat } from '../token/token-format.ts'

/** All that the verification of a token needs to know, read at one moment. */
export type VerifiableKey = StoredDigest & {
  readonly key: ApiKey
  readonly user: User
  readonly memberships: readonly Membership[]
  /** Those of these organizations that enforce organization-scoped keys. */
  readonly closedToPersonalKeys: readonly OrganizationId[]
}

export type NewApiKey = StoredDigest & {
  readonly id: KeyId
  readonly name: string
  readonly ownerId: UserId
  readonly organizationId: OrganizationId | null
  readonly format: TokenFormat
  readonly createdAt: number
  readonly expiresAt: number | null
}

/** Where a list goes on: after the key that was created at this time and has this ID. Newest first, ties by ID. */
export type KeyListPosition = { readonly createdAt: number; readonly id: KeyId }

export type KeyListQuery = {
  readonly visibility: KeyVisibility
  /** Part of the name, of the key ID, or of the owner's user name or e-mail; letter case does not count. */
  readonly text?: string
  readonly type?: KeyType
  readonly state?: { readonly is: KeyState; readonly at: number }
  readonly ownerId?: UserId
  /** Only keys of this organization, and the personal keys of its members. */
  readonly organizationId?: OrganizationId
  readonly after?: KeyListPosition
  /** At most this many keys. */
  readonly limit: number
}

/** When a key was last used, as far as one node knows. */
export type KeyUse = { readonly keyId: KeyId; readonly usedAt: number }

/** A creation that its caller can repeat: the token, sealed, until its first use or its hiding time. */
export type IdempotentCreation = {
  readonly ownerId: UserId
  /** Names the caller's Idempotency-Key without holding it. */
  readonly lookup: string
  /** Names what was asked for: a repetition must ask for the same. */
  readonly requestHash: string
  readonly keyId: KeyId
  /** Null once the token may not be shown again. */
  readonly sealedToken: Uint8Array | null
  readonly createdAt: number
}

export interface StoreReader {
  findKey(id: KeyId): Promise<ApiKey | undefined>
  findVerifiableKey(id: KeyId): Promise<VerifiableKey | undefined>
  listKeys(query: KeyListQuery): Promise<ApiKey[]>
  /** The organizations of a user, by name. */
  listMemberships(userId: UserId): Promise<Membership[]>
  /** The policies of each of these organizations that exists. */
  findPolicies(ids: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, Policies>>
  /** By ID, or by name in any letter case. */
  findOrganization(reference: string): Promise<Organization | undefined>
}

/**
 * Writes inside one transaction. What can lose a race says so in its answer instead of assuming what was read before:
 * a guarded write answers whether it was the one that did it.
 */
export interface StoreTransaction extends StoreReader {
  insertKey(key: NewApiKey): Promise<void>
  /** False when there is no such key (any more). */
  renameKey(id: KeyId, name: string): Promise<boolean>
  /** False when there is no such key (any more). */
  deleteKey(id: KeyId): Promise<boolean>
  /**
   * The policies of each of these organizations that exists, kept as they are until this transaction ends: who obeys
   * them may do so beside others, who changes them waits for all of those and then goes alone.
   */
  lockPolicies(
    ids: readonly OrganizationId[],
    purpose: 'obey' | 'change',
  ): Promise<ReadonlyMap<OrganizationId, Policies>>
  writePolicies(id: OrganizationId, policies: Policies): Promise<void>
  insertUser(user: User): Promise<void>
  insertOrganization(organization: Organization): Promise<void>
  insertMembership(userId: UserId, organizationId: OrganizationId, role: OrganizationRole): Promise<void>
  /** True for exactly one caller in the life of a database. */
  claimBootstrap(at: number): Promise<boolean>
  /** Stores the creation, or answers the one that this owner has stored under the same look-up before. */
  claimIdempotentCreation(creation: IdempotentCreation): Promise<'claimed' | IdempotentCreation>
}

/** Everything that must outlive the process. One contract suite holds every implementation to the same behaviour. */
export interface Store extends StoreReader {
  /** Runs `work` in one transaction: all of its writes become visible and durable together, or none when it throws. */
  transact<Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result>
  /** Whether the bootstrap was claimed, that is, whether there is an administrator. */
  isBootstrapped(): Promise<boolean>
  /** Moves `lastUsedAt` forward, never back, and forgets the sealed tokens of used keys. Unknown keys are passed over. */
  recordUse(uses: readonly KeyUse[]): Promise<void>
  /** Forgets sealed tokens made before the first time, and the creations themselves made before the second. */
  expireIdempotentCreations(before: { readonly token: number; readonly creation: number }): Promise<void>
  /** Check values by pepper version; an unknown version is stored, a known one answered as it was stored first. */
  rememberPepperCheck(version: number, checkValue: string): Promise<string>
  /** All check values, by pepper version. */
  listPepperChecks(): Promise<ReadonlyMap<number, string>>
  /** The pepper versions under which live keys were made. */
  listPepperVersionsInUse(): Promise<number[]>
  /** Throws when the database cannot answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

import type { KeyVisibility } from '../access/key-visibility.ts'
import type {
  AccountId,
  InvitationId,
  KeyId,
  OrganizationId,
  ServiceAccountId,
  SessionId,
  TeamId,
  UserId,
} from '../identifiers.ts'
import type {
  Account,
  Member,
  Membership,
  Organization,
  OrganizationRole,
  ServiceAccount,
  Team,
  TeamMembership,
  TeamRole,
  User,
} from '../model/account.ts'
import type {
  ApiKey,
  Deletion,
  KeySort,
  KeyState,
  KeyStateFacts,
  KeyType,
  SortDirection,
  StoredDigest,
} from '../model/api-key.ts'
import type { AuditAction, AuditEvent, AuditOutcome } from '../model/audit-event.ts'
import type { Invitation, StoredInvitation } from '../model/invitation.ts'
import type { Policies } from '../model/policies.ts'
import type { Session } from '../model/session.ts'
import type { TokenFormat } from '../token/token-format.ts'
import type { ChangeFeed } from './change-feed.ts'
import type { ConsumerReader, UseWriter } from './consumers.ts'
import type { DeviceAuthorizationReader, DeviceAuthorizationWriter } from './device-authorizations.ts'
import type { DeletedKeyReader, KeyLifeTransaction } from './key-life.ts'
import type { KeyOwnerReader } from './key-owners.ts'
import type { RefusalReader, RefusalWriter } from './refusals.ts'
import type { RotationReader, RotationStore, RotationWriter } from './rotations.ts'
import type { DeliveryQueue, WebhookReader, WebhookWriter } from './webhooks.ts'

/** What decides about a key beside its owner. */
export type KeyFacts = Pick<ApiKey, 'id'> & KeyStateFacts

/** All that the verification of a token needs to know, read at one moment. */
export type VerifiableKey = StoredDigest & {
  readonly key: KeyFacts
  readonly account: Account
  /** Those of the owner's organizations that enforce organization-scoped keys. */
  readonly closedToPersonalKeys: readonly OrganizationId[]
}

export type SessionRecord = StoredDigest & {
  readonly session: Session
  readonly account: Extract<Account, { kind: 'user' }>
}

/** Opens one door once: the set-up of an instance, or for a user the choice of a password. */
export type StoredOneTimeLink = StoredDigest & {
  readonly id: string
  /** Null for the set-up. */
  readonly userId: UserId | null
  readonly expiresAt: number
}

export type NewApiKey = StoredDigest & {
  readonly id: KeyId
  readonly name: string
  readonly ownerId: AccountId
  /** For a service account, its own. */
  readonly organizationId: OrganizationId | null
  readonly format: TokenFormat
  readonly createdAt: number
  readonly expiresAt: number | null
}

/**
 * By time, or by name: that of the key, or that of its owner, in no letter case. A key that was never used
 * is before all others, one that never expires after them; descending is all of it the other way round. Ties go by ID.
 */
export type KeyListOrder = { readonly by: KeySort; readonly direction: SortDirection }

/** Where a list goes on: after the key that has this ID, and in the list's order this value. */
export type KeyListPosition = { readonly value: string | number | null; readonly id: KeyId }

export type KeyListQuery = {
  readonly visibility: KeyVisibility
  /** Part of the name, of the key ID, or of the owner's name, user name or e-mail; letter case does not count. */
  readonly text?: string
  readonly type?: KeyType
  readonly state?: { readonly is: KeyState; readonly at: number }
  readonly ownerId?: string
  /** Only keys that are confined to this organization, and the personal keys of its members. */
  readonly organizationId?: OrganizationId
  readonly createdBefore?: number
  /** Only keys that do expire, and before this. */
  readonly expiresBefore?: number
  /** Keys last used before this, and those that were never used. */
  readonly lastUsedBefore?: number
  /**
   * Only keys of users who are no member (any more) of the organization that the key is confined to, or for a personal key, of
   * any at all; the personal key of an instance admin reaches enough without that.
   */
  readonly isOwnerGone?: true
  /** Left out, newest first. */
  readonly order?: KeyListOrder
  readonly after?: KeyListPosition
  /** At most this many keys. */
  readonly limit: number
}

/** A page of a list that is ordered by name, folded as for search, and then by ID. */
export type NamePage = {
  /** Goes on after the item of this name and ID. */
  readonly after?: { readonly name: string; readonly id: string }
  readonly limit: number
}

/** Part of a name, user name or e-mail; letter case does not count. */
export type NamedListQuery = NamePage & { readonly text?: string }

export type OrganizationListQuery = NamedListQuery & {
  /** Only these; left out, all. */
  readonly ids?: readonly OrganizationId[]
}

export type ServiceAccountListQuery = NamedListQuery & {
  readonly organizationId: OrganizationId
  /** Only those of these teams; left out, all. */
  readonly teamIds?: readonly TeamId[]
}

export type TeamListQuery = NamedListQuery & {
  readonly organizationId: OrganizationId
  /** Only these; left out, all. */
  readonly ids?: readonly TeamId[]
}

export type AuditQuery = {
  /** Left out: all events, also those of no organization. */
  readonly organizationIds?: readonly OrganizationId[]
  /** An action, or with a dot at its end all those that begin so. */
  readonly action?: AuditAction | `${string}.`
  readonly outcome?: AuditOutcome
  readonly actorId?: string
  /** ID of what it was done to, or of the key that was used. */
  readonly subjectId?: string
  /** Inclusive. */
  readonly from?: number
  /** Exclusive. */
  readonly until?: number
  readonly order: 'newest-first' | 'oldest-first'
  /** Goes on beyond the event of this number. */
  readonly beyond?: number
  readonly limit: number
}

/** What lives under one version of the pepper, and would end with it. */
export type PepperUse = {
  readonly version: number
  readonly keys: number
  readonly invitations: number
  readonly sessions: number
  readonly links: number
  readonly webhooks: number
}

/** How the connections to a database are used at one moment. */
export type ConnectionCounts = {
  readonly busy: number
  readonly idle: number
  /** Callers that wait for one. */
  readonly waiting: number
  readonly limit: number
}

/** A creation that its caller can repeat: the token, sealed, until its first use or its hiding time. */
export type IdempotentCreation = {
  readonly callerId: AccountId
  /** Names the caller's Idempotency-Key without holding it. */
  readonly lookup: string
  /** Names what was asked for: a repetition must ask for the same. */
  readonly requestHash: string
  readonly keyId: KeyId
  /** Null once the token may not be shown again. */
  readonly sealedToken: Uint8Array | null
  readonly createdAt: number
}

export interface StoreReader
  extends ConsumerReader,
    DeletedKeyReader,
    DeviceAuthorizationReader,
    KeyOwnerReader,
    RefusalReader,
    RotationReader,
    WebhookReader {
  findKey(id: KeyId): Promise<ApiKey | undefined>
  findVerifiableKey(id: KeyId): Promise<VerifiableKey | undefined>
  listKeys(query: KeyListQuery): Promise<ApiKey[]>

  /** By ID, or by user name. */
  findUser(reference: string): Promise<User | undefined>
  findUserByEmail(email: string): Promise<User | undefined>
  /** By user name. */
  listUsers(query: NamedListQuery): Promise<User[]>
  /** The organizations of a user, by name. */
  listMemberships(userId: UserId): Promise<Membership[]>
  /** The teams of a user, by the names of their organizations, then by their own. */
  listTeamMemberships(userId: UserId): Promise<TeamMembership[]>

  /** By ID, or by name in any letter case. */
  findOrganization(reference: string): Promise<Organization | undefined>
  listOrganizations(query: OrganizationListQuery): Promise<Organization[]>
  findMember(organizationId: OrganizationId, userId: UserId): Promise<Member | undefined>
  /** By user name. */
  listMembers(organizationId: OrganizationId, query: NamedListQuery): Promise<Member[]>
  countOrganizationAdmins(id: OrganizationId): Promise<number>
  countInstanceAdmins(): Promise<number>

  /** In one organization, by ID, or by name in any letter case. */
  findTeam(organizationId: OrganizationId, reference: string): Promise<Team | undefined>
  listTeams(query: TeamListQuery): Promise<Team[]>
  findTeamMember(teamId: TeamId, userId: UserId): Promise<Member<TeamRole> | undefined>
  /** By user name. */
  listTeamMembers(teamId: TeamId, query: NamedListQuery): Promise<Member<TeamRole>[]>

  findServiceAccount(id: ServiceAccountId): Promise<ServiceAccount | undefined>
  listServiceAccounts(query: ServiceAccountListQuery): Promise<ServiceAccount[]>

  /** With all about its user, read at one moment. */
  findSession(id: SessionId): Promise<SessionRecord | undefined>
  /** Those of a user that are live at this time, the one seen last first. */
  listSessions(userId: UserId, at: number): Promise<Session[]>
  findPasswordHash(userId: UserId): Promise<string | undefined>
  /** Whether this user has signed in from there, as {@link StoreTransaction.rememberSignIn} remembers it. */
  hasSignedInFrom(userId: UserId, network: string): Promise<boolean>
  findOneTimeLink(id: string): Promise<StoredOneTimeLink | undefined>

  findInvitation(id: InvitationId): Promise<StoredInvitation | undefined>
  /** Those of an organization that have not expired at this time, newest first. */
  listInvitations(organizationId: OrganizationId, at: number, limit: number): Promise<Invitation[]>

  /** The policies of each of these organizations that exists. */
  findPolicies(ids: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, Policies>>

  listAuditEvents(query: AuditQuery): Promise<AuditEvent[]>
  /** The newest event; undefined before the first. */
  findAuditHead(): Promise<Pick<AuditEvent, 'number' | 'mac'> | undefined>
}

/**
 * Writes inside one transaction. What can lose a race says so in its answer instead of assuming what was read before:
 * a guarded write answers whether it was the one that did it.
 */
export interface StoreTransaction
  extends StoreReader,
    DeviceAuthorizationWriter,
    KeyLifeTransaction,
    RotationWriter,
    WebhookWriter {
  /**
   * Keeps these organizations as they are until this transaction ends, with their policies and their members' roles: who
   * obeys them may do so beside others, who changes them waits for all of those and then goes alone. What is read after
   * this is true until the end. Lock all that one transaction needs at once.
   */
  lockOrganizations(ids: readonly OrganizationId[], purpose: 'obey' | 'change'): Promise<void>
  /**
   * The same for whoever owns keys: who makes a key for an account obeys it, who removes the account changes it. False
   * when there is no such account (any more).
   */
  lockAccount(id: AccountId, purpose: 'obey' | 'change'): Promise<boolean>
  /** Lets one transaction after the other decide about who administers the instance. */
  lockInstance(): Promise<void>

  insertKey(key: NewApiKey): Promise<void>
  /** False when there is no such key (any more). */
  renameKey(id: KeyId, name: string): Promise<boolean>
  /**
   * Deletes all keys of an owner, or those that are confined to one organization, as `deleteKey` does, and answers them as
   * they were.
   */
  deleteKeysOf(ownerId: AccountId, deletion: Deletion, organizationId?: OrganizationId): Promise<ApiKey[]>
  /** False when it is blocked there already. */
  blockKey(id: KeyId, organizationId: OrganizationId, at: number): Promise<boolean>
  /** False when it is not blocked there. */
  unblockKey(id: KeyId, organizationId: OrganizationId): Promise<boolean>

  /** False when the e-mail or the user name is taken. */
  insertUser(user: User): Promise<boolean>
  updateUser(id: UserId, changes: Partial<Pick<User, 'name' | 'instanceAdmin' | 'activatedAt'>>): Promise<boolean>
  /** With all memberships. Their keys must be gone before. */
  deleteUser(id: UserId): Promise<boolean>

  /** False when the name is taken. */
  insertOrganization(organization: Organization): Promise<boolean>
  /** False when the name is taken, or there is no such organization. */
  renameOrganization(id: OrganizationId, name: string): Promise<boolean>
  /** False when they are a member already. */
  insertMembership(userId: UserId, organizationId: OrganizationId, role: OrganizationRole): Promise<boolean>
  updateMembership(userId: UserId, organizationId: OrganizationId, role: OrganizationRole): Promise<boolean>
  /** With their memberships in the organization's teams. False when there is no such member (any more). */
  deleteMembership(userId: UserId, organizationId: OrganizationId): Promise<boolean>
  writePolicies(id: OrganizationId, policies: Policies): Promise<void>

  /** False when the name is taken in the organization. */
  insertTeam(team: Team): Promise<boolean>
  /** False when the name is taken, or there is no such team. */
  renameTeam(id: TeamId, name: string): Promise<boolean>
  /** With its memberships and the invitations to it. Its service accounts must be gone before. */
  deleteTeam(id: TeamId): Promise<boolean>
  /** Whether a service account belongs to the team, or has it as its default. */
  hasServiceAccounts(teamId: TeamId): Promise<boolean>
  /** False when they are a member already. */
  insertTeamMembership(userId: UserId, teamId: TeamId, role: TeamRole, at: number): Promise<boolean>
  updateTeamMembership(userId: UserId, teamId: TeamId, role: TeamRole): Promise<boolean>
  deleteTeamMembership(userId: UserId, teamId: TeamId): Promise<boolean>

  insertServiceAccount(serviceAccount: ServiceAccount): Promise<void>
  updateServiceAccount(
    id: ServiceAccountId,
    changes: Partial<{ name: string; defaultTeamId: TeamId; verifier: boolean }>,
  ): Promise<boolean>
  /** Its keys must be gone before. */
  deleteServiceAccount(id: ServiceAccountId): Promise<boolean>

  writePasswordHash(userId: UserId, hash: string): Promise<void>
  rememberSignIn(userId: UserId, network: string, at: number): Promise<void>
  insertSession(session: Session & StoredDigest): Promise<void>
  /** False when there is none (any more). */
  deleteSession(id: SessionId): Promise<boolean>
  /** All of a user but one, and answers how many. */
  deleteSessionsOf(userId: UserId, except?: SessionId): Promise<number>
  insertOneTimeLink(link: StoredOneTimeLink): Promise<void>
  /** True for exactly one caller. */
  deleteOneTimeLink(id: string): Promise<boolean>
  /** All of a user, or with null all for the set-up. */
  deleteOneTimeLinksFor(userId: UserId | null): Promise<void>

  insertInvitation(invitation: StoredInvitation): Promise<void>
  /** True for exactly one caller: taking an invitation and withdrawing it exclude each other. */
  deleteInvitation(id: InvitationId): Promise<boolean>

  /** The newest event, kept as the newest until this transaction ends. Ask last: everyone else who writes waits. */
  lockAuditHead(): Promise<Pick<AuditEvent, 'number' | 'mac'> | undefined>
  appendAuditEvent(event: AuditEvent): Promise<void>

  /** True for exactly one caller in the life of a database. */
  claimBootstrap(at: number): Promise<boolean>
  /** Stores the creation, or answers the one that this caller has stored under the same look-up before. */
  claimIdempotentCreation(creation: IdempotentCreation): Promise<'claimed' | IdempotentCreation>
}

/** Everything that must outlive the process. One contract suite holds every implementation to the same behaviour. */
export interface Store extends StoreReader, UseWriter, RefusalWriter, RotationStore, DeliveryQueue {
  /** The key as it is at some moment after the call. `UNAVAILABLE` where that cannot be proven by the database that is asked. */
  findVerifiableKey(id: KeyId): Promise<VerifiableKey | undefined>
  /** Runs `work` in one transaction: all of its writes become visible and durable together, or none when it throws. */
  transact<Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result>
  /** What verifications look at, as it changes. */
  readonly changes: ChangeFeed
  /**
   * After each of its transactions that has changed something of {@link changes}, `transact` answers only when this listener
   * has, which is told the newest number of them and never rejects; until the returned function is called.
   */
  afterCommit(listener: (number: number) => Promise<void>): () => void
  /** Whether the bootstrap was claimed, that is, whether there is an administrator. */
  isBootstrapped(): Promise<boolean>
  /** Moves `lastSeenAt` forward. */
  touchSession(id: SessionId, at: number): Promise<void>
  /** Forgets what was over at this time: sessions, one-time links, invitations, and from where people signed in long ago. */
  forgetEnded(at: number): Promise<void>
  /** Forgets sealed tokens made before the first time, and the creations themselves made before the second. */
  expireIdempotentCreations(before: { readonly token: number; readonly creation: number }): Promise<void>
  /** Check values by pepper version; an unknown version is stored, a known one answered as it was stored first. */
  rememberPepperCheck(version: number, checkValue: string): Promise<string>
  /** All check values, by pepper version. */
  listPepperChecks(): Promise<ReadonlyMap<number, string>>
  /** The pepper versions under which live keys and invitations were made. */
  listPepperVersionsInUse(): Promise<number[]>
  /** How much lives under each of them, the oldest first. */
  countPepperUse(): Promise<PepperUse[]>
  /** Undefined for a database that is a file. */
  countConnections(): Promise<ConnectionCounts | undefined>
  /** Throws when the database cannot answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

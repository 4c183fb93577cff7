import { createHash } from 'node:crypto'
import type {
  ApiKey,
  AuditEvent,
  Deletion,
  Disablement,
  InvitationId,
  KeyDigest,
  KeyId,
  KeyOwner,
  NewApiKey,
  Organization,
  OrganizationId,
  OrganizationReference,
  OrganizationRole,
  Person,
  Rotation,
  RotationId,
  ServiceAccount,
  ServiceAccountId,
  Session,
  SessionId,
  SnapshotSink,
  Store,
  StoredDeviceAuthorization,
  StoredDigest,
  StoredInvitation,
  StoredOneTimeLink,
  StoreTransaction,
  Team,
  TeamId,
  TeamReference,
  TeamRole,
  User,
  UserId,
} from '@keystead/core'

type StoredSession = Session & StoredDigest

// Accounts and keys that differ from all others of the same process, so that suites can share a database.
let made = 0
const unique = (length: number) => (++made).toString(36).padStart(length, '0')

export const sampleTime = Date.UTC(2026, 0, 1)

export function sampleUser(given: Partial<User> = {}): User {
  const handle = `user-${unique(4)}`
  return {
    id: `usr_${unique(22)}` as UserId,
    username: handle,
    email: `${handle}@example.com`,
    name: 'Sample User',
    instanceAdmin: false,
    createdAt: sampleTime,
    activatedAt: sampleTime,
    ...given,
  }
}

export function sampleOrganization(given: Partial<Organization> = {}): Organization {
  return { id: `org_${unique(22)}` as OrganizationId, name: `Lab-${unique(4)}`, createdAt: sampleTime, ...given }
}

export function sampleTeam(organization: Organization, given: Partial<Team> = {}): Team {
  return {
    id: `team_${unique(22)}` as TeamId,
    name: `Team-${unique(4)}`,
    organizationId: organization.id,
    createdAt: sampleTime,
    ...given,
  }
}

/** An account of this team, unless `given` says otherwise. */
export function sampleServiceAccount(
  organization: Organization,
  team: Team,
  given: Partial<ServiceAccount> = {},
): ServiceAccount {
  return {
    id: `sva_${unique(22)}` as ServiceAccountId,
    name: `robot-${unique(4)}`,
    organization: organizationReference(organization),
    team: teamReference(team),
    defaultTeam: teamReference(team),
    verifier: false,
    createdAt: sampleTime,
    ...given,
  }
}

/** To join the organization, for an hour from {@link sampleTime}, unless `given` says otherwise. */
export function sampleInvitation(organization: Organization, given: Partial<StoredInvitation> = {}): StoredInvitation {
  const id = given.id ?? (`inv_${unique(16)}` as InvitationId)
  return {
    id,
    email: `${id}@example.com`,
    organization: organizationReference(organization),
    role: 'member',
    team: null,
    invitedBy: 'usr_who_invited' as UserId,
    createdAt: sampleTime,
    expiresAt: sampleTime + 3_600_000,
    digest: sampleDigest(id),
    pepperVersion: 1,
    ...given,
  }
}

/** Begun at {@link sampleTime}, and live for an hour, unless `given` says otherwise. */
export function sampleSession(user: Pick<User, 'id'>, given: Partial<StoredSession> = {}): StoredSession {
  const id = given.id ?? (`ses_${unique(16)}` as SessionId)
  return {
    id,
    userId: user.id,
    createdAt: sampleTime,
    lastSeenAt: sampleTime,
    expiresAt: sampleTime + 3_600_000,
    ip: '192.0.2.1',
    userAgent: 'Sample Browser',
    digest: sampleDigest(id),
    pepperVersion: 1,
    ...given,
  }
}

/** For the set-up, for an hour from {@link sampleTime}, unless `given` says otherwise. */
export function sampleLink(given: Partial<StoredOneTimeLink> = {}): StoredOneTimeLink {
  const id = given.id ?? unique(16)
  return { id, userId: null, expiresAt: sampleTime + 3_600_000, digest: sampleDigest(id), pepperVersion: 1, ...given }
}

/** Opened at {@link sampleTime}, unless `given` says otherwise. */
export function sampleRotation(
  oldKey: Pick<NewApiKey, 'id' | 'ownerId'>,
  newKey: Pick<NewApiKey, 'id'>,
  given: Partial<Rotation> = {},
): Rotation {
  return {
    id: `rot_${unique(22)}` as RotationId,
    oldKeyId: oldKey.id,
    newKeyId: newKey.id,
    state: 'open',
    completion: 'manual',
    deadline: null,
    openedAt: sampleTime,
    openedBy: oldKey.ownerId,
    readyAt: null,
    stuckAt: null,
    endedAt: null,
    ...given,
  }
}

/** Undecided, for an hour from {@link sampleTime}, unless `given` says otherwise. */
export function sampleDeviceAuthorization(given: Partial<StoredDeviceAuthorization> = {}): StoredDeviceAuthorization {
  const id = given.id ?? unique(16)
  return {
    id,
    name: 'keystead CLI on laptop',
    ip: '192.0.2.1',
    createdAt: sampleTime,
    expiresAt: sampleTime + 3_600_000,
    decision: 'pending',
    digest: sampleDigest(id),
    pepperVersion: 1,
    userCodeName: unique(43),
    ...given,
  }
}

/** Of nobody, unless `given` says otherwise. */
export function sampleEvent(given: Partial<AuditEvent> & Pick<AuditEvent, 'number'>): AuditEvent {
  return {
    at: sampleTime,
    action: 'key.create',
    outcome: 'done',
    code: null,
    actor: { type: 'anonymous', id: null, name: null, email: null, keyId: null },
    ip: null,
    requestId: null,
    organization: null,
    team: null,
    target: { type: 'instance', id: null, name: null, email: null },
    details: {},
    macKeyId: 1,
    mac: `mac of ${given.number}`,
    ...given,
  }
}

export const personOf = ({ id, username, email, name }: User): Person => ({ id, username, email, name })
export const organizationReference = ({ id, name }: Organization): OrganizationReference => ({ id, name })
export const teamReference = ({ id, name, organizationId }: Team): TeamReference => ({ id, name, organizationId })

/** Who keys belong to: a person has a user name. */
export type SampleOwner = User | ServiceAccount
export const isUser = (owner: SampleOwner): owner is User => 'username' in owner

/** A personal key of this user, or a key of this service account, unless `given` says otherwise. */
export function sampleKey(owner: SampleOwner, given: Partial<NewApiKey> = {}): NewApiKey {
  const id = given.id ?? sampleKeyId()
  return {
    id,
    name: `key ${id}`,
    ownerId: owner.id,
    organizationId: isUser(owner) ? null : owner.organization.id,
    format: 'v1',
    createdAt: sampleTime,
    expiresAt: null,
    digest: sampleDigest(id),
    pepperVersion: 1,
    ...given,
  }
}

export const sampleKeyId = () => unique(16) as KeyId

/** Looks as random as a digest does, zero bytes and invalid UTF-8 included, and is the same each time. */
export function sampleDigest(text: string): KeyDigest {
  return Uint8Array.from(createHash('sha256').update(text).digest()) as KeyDigest
}

export const sampleDisablement = ({ id, name }: SampleOwner, until: number | null = null): Disablement => ({
  at: sampleTime,
  by: { id, name },
  until,
})

export const sampleDeletion: Deletion = { at: sampleTime, by: null }

/** The key as a store must answer it, never used, blocked by nobody and not disabled. */
export function apiKeyOf(
  key: NewApiKey,
  owner: SampleOwner,
  organization: OrganizationReference | null = isUser(owner) ? null : owner.organization,
): ApiKey {
  return {
    id: key.id,
    name: key.name,
    owner: keyOwnerOf(owner),
    organization: organization && { id: organization.id, name: organization.name },
    format: key.format,
    createdAt: key.createdAt,
    expiresAt: key.expiresAt,
    lastUsedAt: null,
    blockedBy: [],
    disabled: null,
    leak: null,
    rotationId: null,
  }
}

function keyOwnerOf(owner: SampleOwner): KeyOwner {
  if (isUser(owner)) {
    const { id, username, email, name, instanceAdmin } = owner
    return { type: 'user', id, username, email, name, instanceAdmin }
  }
  const { id, name, organization, team } = owner
  return { type: 'service_account', id, name, organization, team }
}

export async function insertUser(store: Store, given: Partial<User> = {}): Promise<User> {
  const user = sampleUser(given)
  await insert(store, user.username, (transaction) => transaction.insertUser(user))
  return user
}

/** An organization with these members. */
export async function insertOrganization(
  store: Store,
  given: Partial<Organization> = {},
  members: readonly User[] = [],
  role: OrganizationRole = 'member',
): Promise<Organization> {
  const organization = sampleOrganization(given)
  await insert(store, organization.name, (transaction) => transaction.insertOrganization(organization))
  await store.transact(async (transaction) => {
    for (const member of members) await transaction.insertMembership(member.id, organization.id, role)
  })
  return organization
}

/** A team with these members, who must be in its organization. */
export async function insertTeam(
  store: Store,
  organization: Organization,
  given: Partial<Team> = {},
  members: readonly User[] = [],
  role: TeamRole = 'member',
): Promise<Team> {
  const team = sampleTeam(organization, given)
  await insert(store, team.name, (transaction) => transaction.insertTeam(team))
  await store.transact(async (transaction) => {
    for (const member of members) await transaction.insertTeamMembership(member.id, team.id, role, sampleTime)
  })
  return team
}

/** An account of this team, unless `given` says otherwise. */
export async function insertServiceAccount(
  store: Store,
  organization: Organization,
  team: Team,
  given: Partial<ServiceAccount> = {},
): Promise<ServiceAccount> {
  const serviceAccount = sampleServiceAccount(organization, team, given)
  await store.transact((transaction) => transaction.insertServiceAccount(serviceAccount))
  return serviceAccount
}

export async function insertInvitation(
  store: Store,
  organization: Organization,
  given: Partial<StoredInvitation> = {},
): Promise<StoredInvitation> {
  const invitation = sampleInvitation(organization, given)
  await store.transact((transaction) => transaction.insertInvitation(invitation))
  return invitation
}

export async function insertSession(
  store: Store,
  user: Pick<User, 'id'>,
  given: Partial<StoredSession> = {},
): Promise<StoredSession> {
  const session = sampleSession(user, given)
  await store.transact((transaction) => transaction.insertSession(session))
  return session
}

export async function insertLink(store: Store, given: Partial<StoredOneTimeLink> = {}): Promise<StoredOneTimeLink> {
  const link = sampleLink(given)
  await store.transact((transaction) => transaction.insertOneTimeLink(link))
  return link
}

export function insertKey(store: Store, owner: SampleOwner, given: Partial<NewApiKey> = {}): Promise<NewApiKey> {
  const key = sampleKey(owner, given)
  return store.transact(async (transaction) => {
    await transaction.insertKey(key)
    return key
  })
}

export async function insertKeys(transaction: StoreTransaction, keys: Iterable<NewApiKey>): Promise<void> {
  for (const key of keys) await transaction.insertKey(key)
}

/** A sink that keeps nothing. */
export const nowhereToPour: SnapshotSink = { organizations() {}, teams() {}, accounts() {}, keys() {} }

async function insert(
  store: Store,
  name: string,
  write: (transaction: StoreTransaction) => Promise<boolean>,
): Promise<void> {
  if (!(await store.transact(write))) throw new Error(`${name} is taken`)
}

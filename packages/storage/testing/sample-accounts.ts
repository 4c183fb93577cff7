import { createHash } from 'node:crypto'
import type {
  ApiKey,
  KeyDigest,
  KeyId,
  NewApiKey,
  Organization,
  OrganizationId,
  Store,
  StoreTransaction,
  User,
  UserId,
} from '@keystead/core'

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
    ...given,
  }
}

export function sampleOrganization(given: Partial<Organization> = {}): Organization {
  return { id: `org_${unique(22)}` as OrganizationId, name: `Lab-${unique(4)}`, createdAt: sampleTime, ...given }
}

/** A personal key of this user, unless `given` says otherwise. */
export function sampleKey(owner: User, given: Partial<NewApiKey> = {}): NewApiKey {
  const id = given.id ?? sampleKeyId()
  return {
    id,
    name: `key ${id}`,
    ownerId: owner.id,
    organizationId: null,
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

/** The key as a store must answer it, never used. */
export function apiKeyOf(key: NewApiKey, owner: User, organization: Organization | null = null): ApiKey {
  return {
    id: key.id,
    name: key.name,
    owner: {
      type: 'user',
      id: owner.id,
      username: owner.username,
      email: owner.email,
      name: owner.name,
      instanceAdmin: owner.instanceAdmin,
    },
    organization: organization && { id: organization.id, name: organization.name },
    format: key.format,
    createdAt: key.createdAt,
    expiresAt: key.expiresAt,
    lastUsedAt: null,
  }
}

export function insertUser(store: Store, given: Partial<User> = {}): Promise<User> {
  const user = sampleUser(given)
  return store.transact(async (transaction) => {
    await transaction.insertUser(user)
    return user
  })
}

export function insertOrganization(
  store: Store,
  given: Partial<Organization> = {},
  members: readonly User[] = [],
): Promise<Organization> {
  const organization = sampleOrganization(given)
  return store.transact(async (transaction) => {
    await transaction.insertOrganization(organization)
    for (const member of members) await transaction.insertMembership(member.id, organization.id, 'member')
    return organization
  })
}

export function insertKey(store: Store, owner: User, given: Partial<NewApiKey> = {}): Promise<NewApiKey> {
  const key = sampleKey(owner, given)
  return store.transact(async (transaction) => {
    await transaction.insertKey(key)
    return key
  })
}

export async function insertKeys(transaction: StoreTransaction, keys: Iterable<NewApiKey>): Promise<void> {
  for (const key of keys) await transaction.insertKey(key)
}

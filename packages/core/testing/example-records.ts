import type { KeyId, OrganizationId, UserId } from '../src/identifiers.ts'
import type { Membership, OrganizationRole, User } from '../src/model/account.ts'
import type { ApiKey } from '../src/model/api-key.ts'

// One user, key and membership each, as the rules see them, with what a test cares about put in.

export const organizationId = (name: string) => `org_${name}` as OrganizationId

export function membershipIn(name: string, role: OrganizationRole = 'member'): Membership {
  return { organization: { id: organizationId(name), name }, role }
}

export function exampleUser(username: string, overrides: Partial<User> = {}): User {
  return {
    id: `usr_${username}` as UserId,
    username,
    email: `${username}@example.com`,
    name: username,
    instanceAdmin: false,
    createdAt: 1_000,
    ...overrides,
  }
}

/** A key of this user that reaches one organization, or for null every organization of theirs. */
export function exampleKey(
  { id, username, email, name, instanceAdmin }: User,
  organization: string | null,
  overrides: Partial<ApiKey> = {},
): ApiKey {
  return {
    id: 'ExampleKeyId0123' as KeyId,
    name: 'laptop',
    owner: { type: 'user', id, username, email, name, instanceAdmin },
    organization: organization === null ? null : membershipIn(organization).organization,
    format: 'v1',
    createdAt: 2_000,
    expiresAt: null,
    lastUsedAt: null,
    ...overrides,
  }
}

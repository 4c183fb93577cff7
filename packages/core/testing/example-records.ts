import type { KeyId, OrganizationId, ServiceAccountId, TeamId, UserId } from '../src/identifiers.ts'
import type {
  Account,
  Membership,
  OrganizationReference,
  OrganizationRole,
  ServiceAccount,
  TeamMembership,
  TeamReference,
  TeamRole,
  User,
} from '../src/model/account.ts'
import type { ApiKey, KeyOwner } from '../src/model/api-key.ts'

// One of each, as the rules see them, with what a test cares about put in. A team is named by its path, `acme/research`.

export const organizationId = (name: string) => `org_${name}` as OrganizationId

export const organizationNamed = (name: string): OrganizationReference => ({ id: organizationId(name), name })

export function membershipIn(name: string, role: OrganizationRole = 'member'): Membership {
  return { organization: organizationNamed(name), role }
}

/** The organization of a team's path. */
export const organizationOfTeam = (path: string) => path.slice(0, path.indexOf('/'))

export function teamAt(path: string): TeamReference {
  const organization = organizationOfTeam(path)
  const name = path.slice(organization.length + 1)
  return { id: `team_${organization}_${name}` as TeamId, name, organizationId: organizationId(organization) }
}

export function teamMembershipIn(path: string, role: TeamRole = 'member'): TeamMembership {
  return { team: teamAt(path), role }
}

export function exampleUser(username: string, overrides: Partial<User> = {}): User {
  return {
    id: `usr_${username}` as UserId,
    username,
    email: `${username}@example.com`,
    name: username,
    instanceAdmin: false,
    createdAt: 1_000,
    activatedAt: 1_000,
    ...overrides,
  }
}

/** A service account of the team at this path (`acme/research`), or of the organization of this name (`acme`). */
export function exampleServiceAccount(
  name: string,
  home: string,
  overrides: Partial<ServiceAccount> = {},
): ServiceAccount {
  const isOfTeam = home.includes('/')
  return {
    id: `sva_${name}` as ServiceAccountId,
    name,
    organization: organizationNamed(isOfTeam ? organizationOfTeam(home) : home),
    team: isOfTeam ? teamAt(home) : null,
    defaultTeam: teamAt(isOfTeam ? home : `${home}/default`),
    verifier: false,
    createdAt: 1_000,
    ...overrides,
  }
}

/** A user as an account: with a role in each organization, and in each team by its path. */
export function accountOf(
  user: User,
  roles: Readonly<Record<string, OrganizationRole>> = {},
  teamRoles: Readonly<Record<string, TeamRole>> = {},
): Account {
  return {
    kind: 'user',
    user,
    memberships: Object.entries(roles).map(([name, role]) => membershipIn(name, role)),
    teamMemberships: Object.entries(teamRoles).map(([path, role]) => teamMembershipIn(path, role)),
  }
}

/** A key of this user that reaches one organization, or for null every organization of theirs. */
export function exampleKey(
  { id, username, email, name, instanceAdmin }: User,
  organization: string | null,
  overrides: Partial<ApiKey> = {},
): ApiKey {
  return keyOf({ type: 'user', id, username, email, name, instanceAdmin }, organization, overrides)
}

/** A key of this service account: it always reaches the organization of the account. */
export function exampleServiceAccountKey(
  { id, name, organization, team }: ServiceAccount,
  overrides: Partial<ApiKey> = {},
): ApiKey {
  return keyOf({ type: 'service_account', id, name, organization, team }, organization.name, overrides)
}

function keyOf(owner: KeyOwner, organization: string | null, overrides: Partial<ApiKey>): ApiKey {
  return {
    id: 'ExampleKeyId0123' as KeyId,
    name: 'laptop',
    owner,
    organization: organization === null ? null : organizationNamed(organization),
    format: 'v1',
    createdAt: 2_000,
    expiresAt: null,
    lastUsedAt: null,
    blockedBy: [],
    disabled: null,
    leak: null,
    rotationId: null,
    ...overrides,
  }
}

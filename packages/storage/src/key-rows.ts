import type {
  ApiKey,
  KeyDigest,
  KeyId,
  Membership,
  OrganizationId,
  OrganizationRole,
  TokenFormat,
  UserId,
  VerifiableKey,
} from '@keystead/core'

/** What makes an {@link ApiKey}, of `api_keys` joined with its owner in `users` and its organization, if any. */
export const keyColumns = [
  'api_keys.id',
  'api_keys.name',
  'api_keys.owner_id',
  'api_keys.organization_id',
  'api_keys.format',
  'api_keys.created_at',
  'api_keys.expires_at',
  'api_keys.last_used_at',
  'users.username as owner_username',
  'users.email as owner_email',
  'users.name as owner_name',
  'users.instance_admin as owner_instance_admin',
  'organizations.name as organization_name',
] as const

export type KeyRow = {
  id: string
  name: string
  owner_id: string
  organization_id: string | null
  format: string
  created_at: number
  expires_at: number | null
  last_used_at: number | null
  owner_username: string
  owner_email: string
  owner_name: string
  owner_instance_admin: number
  organization_name: string | null
}

type MembershipRow = { joined_id: string; joined_name: string; role: string }

/** A key with all about its owner, and with one of the owner's memberships, if there is any. */
export type VerifiableKeyRow = KeyRow & {
  digest: Uint8Array
  pepper_version: number
  owner_created_at: number
  enforce_organization_keys: number | null
} & { [Column in keyof MembershipRow]: MembershipRow[Column] | null }

export function toApiKey(row: KeyRow): ApiKey {
  return {
    id: row.id as KeyId,
    name: row.name,
    owner: {
      type: 'user',
      id: row.owner_id as UserId,
      username: row.owner_username,
      email: row.owner_email,
      name: row.owner_name,
      instanceAdmin: row.owner_instance_admin === 1,
    },
    organization:
      row.organization_id === null || row.organization_name === null
        ? null
        : { id: row.organization_id as OrganizationId, name: row.organization_name },
    format: row.format as TokenFormat,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }
}

export function toMembership(row: MembershipRow): Membership {
  return {
    organization: { id: row.joined_id as OrganizationId, name: row.joined_name },
    role: row.role as OrganizationRole,
  }
}

/** The rows of one key, one for each membership of its owner. */
export function toVerifiableKey(rows: readonly VerifiableKeyRow[]): VerifiableKey | undefined {
  const [row] = rows
  if (row === undefined) return undefined
  return {
    key: toApiKey(row),
    digest: row.digest as KeyDigest,
    pepperVersion: row.pepper_version,
    user: {
      id: row.owner_id as UserId,
      username: row.owner_username,
      email: row.owner_email,
      name: row.owner_name,
      instanceAdmin: row.owner_instance_admin === 1,
      createdAt: row.owner_created_at,
    },
    memberships: rows.filter(hasMembership).map(toMembership),
    closedToPersonalKeys: rows
      .filter(hasMembership)
      .filter(({ enforce_organization_keys }) => enforce_organization_keys === 1)
      .map(({ joined_id }) => joined_id as OrganizationId),
  }
}

function hasMembership(row: VerifiableKeyRow): row is VerifiableKeyRow & MembershipRow {
  return row.role !== null
}

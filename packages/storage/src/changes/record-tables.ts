import type {
  AccountRecord,
  KeyDigest,
  KeyId,
  KeyRecord,
  OrganizationId,
  OrganizationRecord,
  OrganizationRole,
  ServiceAccountId,
  TeamId,
  TeamReference,
  TeamRole,
  UserId,
} from '@keystead/core'
import { sql } from 'kysely'
import { toTeamReference } from '../accounts/teams.ts'
import { toUser } from '../accounts/users.ts'
import type { TableColumns } from '../engine.ts'

/** A table of which each row makes a record, with all that the record holds of others in columns of its own. */
export type RecordTable<SomeRecord, Row> = TableColumns<Row> & { toRecord(row: Row): SomeRecord }

type KeyRow = {
  id: string
  user_id: string | null
  service_account_id: string | null
  organization_id: string | null
  digest: Uint8Array
  pepper_version: number
  expires_at: number | null
  disabled_at: number | null
  disabled_until: number | null
  blockers: string | null
}

// Lists stand in one text, parted by what is in no ID and no role. Hardly any key is blocked, and all the others share the
// same nothing.
const none: readonly never[] = []
const split = (list: string | null): readonly string[] => (list === null ? none : list.split(','))
const splitPairs = (list: string | null): readonly (readonly [string, string])[] =>
  split(list).map((pair) => pair.split(' ') as [string, string])

export const keyTable: RecordTable<KeyRecord, KeyRow> = {
  name: 'api_keys',
  columns: sql<KeyRow>`
    id, user_id, service_account_id, organization_id, digest, pepper_version, expires_at,
    disabled_at, disabled_until,
    case when exists (select 1 from key_blocks where key_id = api_keys.id) then (
      select string_agg(key_blocks.organization_id, ',' order by key_blocks.organization_id)
      from key_blocks where key_id = api_keys.id
    ) end as blockers
  `,
  toRecord: (row) => ({
    id: row.id as KeyId,
    ownerId: (row.user_id ?? row.service_account_id) as UserId | ServiceAccountId,
    organizationId: row.organization_id as OrganizationId | null,
    digest: row.digest as KeyDigest,
    pepperVersion: row.pepper_version,
    expiresAt: row.expires_at,
    blockedBy: split(row.blockers) as readonly OrganizationId[],
    disabledUntil: row.disabled_at === null ? null : (row.disabled_until ?? Number.POSITIVE_INFINITY),
  }),
}

type UserRow = Parameters<typeof toUser>[0] & { memberships: string | null; team_memberships: string | null }

export const userTable: RecordTable<AccountRecord, UserRow> = {
  name: 'users',
  columns: sql<UserRow>`
    id, username, email, name, instance_admin, created_at, activated_at,
    (
      select string_agg(organization_id || ' ' || role, ',' order by organization_id)
      from memberships where user_id = users.id
    ) as memberships,
    (
      select string_agg(team_id || ' ' || role, ',' order by team_id)
      from team_memberships where user_id = users.id
    ) as team_memberships
  `,
  toRecord: (row) => ({
    kind: 'user',
    user: toUser(row),
    memberships: splitPairs(row.memberships).map(([id, role]) => ({
      organizationId: id as OrganizationId,
      role: role as OrganizationRole,
    })),
    teamMemberships: splitPairs(row.team_memberships).map(([id, role]) => ({
      teamId: id as TeamId,
      role: role as TeamRole,
    })),
  }),
}

type ServiceAccountRow = {
  id: string
  organization_id: string
  team_id: string | null
  default_team_id: string
  name: string
  verifier: number
  created_at: number
}

export const serviceAccountTable: RecordTable<AccountRecord, ServiceAccountRow> = {
  name: 'service_accounts',
  columns: sql<ServiceAccountRow>`id, organization_id, team_id, default_team_id, name, verifier, created_at`,
  toRecord: (row) => ({
    kind: 'service_account',
    serviceAccount: {
      id: row.id as ServiceAccountId,
      name: row.name,
      verifier: row.verifier === 1,
      createdAt: row.created_at,
    },
    organizationId: row.organization_id as OrganizationId,
    teamId: row.team_id as TeamId | null,
    defaultTeamId: row.default_team_id as TeamId,
  }),
}

type OrganizationRow = { id: string; name: string; enforce_organization_keys: number | null }

export const organizationTable: RecordTable<OrganizationRecord, OrganizationRow> = {
  name: 'organizations',
  columns: sql<OrganizationRow>`
    id, name, (
      select enforce_organization_keys from organization_policies where organization_id = organizations.id
    ) as enforce_organization_keys
  `,
  toRecord: ({ id, name, enforce_organization_keys }) => ({
    id: id as OrganizationId,
    name,
    closedToPersonalKeys: enforce_organization_keys === 1,
  }),
}

type TeamRow = { id: string; name: string; organization_id: string }

export const teamTable: RecordTable<TeamReference, TeamRow> = {
  name: 'teams',
  columns: sql<TeamRow>`id, name, organization_id`,
  toRecord: ({ id, name, organization_id }) => toTeamReference(id, name, organization_id),
}

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
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { toTeamReference } from '../accounts/teams.ts'
import { toUser } from '../accounts/users.ts'
import type { Tables } from '../tables.ts'

/** Which rows of a table to read: some, or one page after the other in the order of their IDs. */
export type Slice =
  | { readonly kind: 'chosen'; readonly ids: readonly string[] }
  | { readonly kind: 'page'; readonly after: string; readonly limit: number }

export type ReadRecords<SomeRecord> = (database: Kysely<Tables>, slice: Slice) => Promise<SomeRecord[]>

const isIn = (slice: Slice): RawBuilder<unknown> =>
  slice.kind === 'chosen'
    ? sql`id in (${sql.join(slice.ids)})`
    : sql`id > ${slice.after} order by id limit ${slice.limit}`

/** What refers to the rows that a slice has turned out to be. */
function refersTo(rows: readonly { id: string }[], slice: Slice, column: string): RawBuilder<unknown> {
  const reference = sql.ref(column)
  return slice.kind === 'chosen'
    ? sql`${reference} in (${sql.join(slice.ids)})`
    : sql`${reference} > ${slice.after} and ${reference} <= ${rows.at(-1)?.id ?? slice.after}`
}

async function read<Row>(database: Kysely<Tables>, statement: RawBuilder<Row>): Promise<Row[]> {
  return (await statement.execute(database)).rows
}

const none: readonly never[] = []

/** The rows of each owner, where hardly any owner may have one. */
function groupBy<Row, Part>(rows: readonly Row[], ownerOf: (row: Row) => string, partOf: (row: Row) => Part) {
  const groups = new Map<string, Part[]>()
  for (const row of rows) {
    const group = groups.get(ownerOf(row))
    if (group === undefined) groups.set(ownerOf(row), [partOf(row)])
    else group.push(partOf(row))
  }
  return (owner: string): readonly Part[] => groups.get(owner) ?? none
}

type KeyRow = {
  id: string
  user_id: string | null
  service_account_id: string | null
  organization_id: string | null
  digest: Uint8Array
  pepper_version: number
  expires_at: number | null
}

export const readKeys: ReadRecords<KeyRecord> = async (database, slice) => {
  const rows = await read(
    database,
    sql<KeyRow>`
      select id, user_id, service_account_id, organization_id, digest, pepper_version, expires_at
      from api_keys where ${isIn(slice)}
    `,
  )
  const blocks = await read(
    database,
    sql<{ key_id: string; organization_id: string }>`
      select key_id, organization_id from key_blocks
      where ${refersTo(rows, slice, 'key_id')} order by key_id, organization_id
    `,
  )
  const blockersOf = groupBy(
    blocks,
    ({ key_id }) => key_id,
    ({ organization_id }) => organization_id as OrganizationId,
  )
  return rows.map((row) => ({
    id: row.id as KeyId,
    ownerId: (row.user_id ?? row.service_account_id) as UserId | ServiceAccountId,
    organizationId: row.organization_id as OrganizationId | null,
    digest: row.digest as KeyDigest,
    pepperVersion: row.pepper_version,
    expiresAt: row.expires_at,
    blockedBy: blockersOf(row.id),
  }))
}

type MembershipRow = { user_id: string; organization_id: string; role: string }
type TeamMembershipRow = { user_id: string; team_id: string; role: string }

export const readUsers: ReadRecords<AccountRecord> = async (database, slice) => {
  const rows = await read(
    database,
    sql<Parameters<typeof toUser>[0]>`
      select id, username, email, name, instance_admin, created_at, activated_at from users where ${isIn(slice)}
    `,
  )
  const ofThem = refersTo(rows, slice, 'user_id')
  const memberships = await read(
    database,
    sql<MembershipRow>`
      select user_id, organization_id, role from memberships where ${ofThem} order by user_id, organization_id
    `,
  )
  const teamMemberships = await read(
    database,
    sql<TeamMembershipRow>`
      select user_id, team_id, role from team_memberships where ${ofThem} order by user_id, team_id
    `,
  )
  const membershipsOf = groupBy(
    memberships,
    ({ user_id }) => user_id,
    (row) => ({ organizationId: row.organization_id as OrganizationId, role: row.role as OrganizationRole }),
  )
  const teamMembershipsOf = groupBy(
    teamMemberships,
    ({ user_id }) => user_id,
    (row) => ({ teamId: row.team_id as TeamId, role: row.role as TeamRole }),
  )
  return rows.map((row) => ({
    kind: 'user',
    user: toUser(row),
    memberships: membershipsOf(row.id),
    teamMemberships: teamMembershipsOf(row.id),
  }))
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

export const readServiceAccounts: ReadRecords<AccountRecord> = async (database, slice) => {
  const rows = await read(
    database,
    sql<ServiceAccountRow>`
      select id, organization_id, team_id, default_team_id, name, verifier, created_at
      from service_accounts where ${isIn(slice)}
    `,
  )
  return rows.map((row) => ({
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
  }))
}

export const readOrganizations: ReadRecords<OrganizationRecord> = async (database, slice) => {
  const rows = await read(
    database,
    sql<{ id: string; name: string; enforce_organization_keys: number | null }>`
      select id, name, enforce_organization_keys
      from organizations left join organization_policies on organization_policies.organization_id = organizations.id
      where ${isIn(slice)}
    `,
  )
  return rows.map(({ id, name, enforce_organization_keys }) => ({
    id: id as OrganizationId,
    name,
    closedToPersonalKeys: enforce_organization_keys === 1,
  }))
}

export const readTeams: ReadRecords<TeamReference> = async (database, slice) => {
  const rows = await read(
    database,
    sql<{ id: string; name: string; organization_id: string }>`
      select id, name, organization_id from teams where ${isIn(slice)}
    `,
  )
  return rows.map(({ id, name, organization_id }) => toTeamReference(id, name, organization_id))
}

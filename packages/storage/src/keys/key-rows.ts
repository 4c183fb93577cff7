import type {
  AccountId,
  ApiKey,
  Disablement,
  KeyId,
  KeyOwner,
  OrganizationId,
  OrganizationReference,
  RotationId,
  ServiceAccountId,
  TokenFormat,
  UserId,
} from '@keystead/core'
import { type AliasableExpression, type ExpressionBuilder, type Kysely, sql } from 'kysely'
import { toTeamReference } from '../accounts/teams.ts'
import type { Tables } from '../tables.ts'

/** The keys that `chosen` names, with all that makes an {@link ApiKey} of each: to be completed by {@link keyColumns}. */
export function selectKeys<Chosen extends { id: string }>(
  database: Kysely<Tables>,
  chosen: AliasableExpression<Chosen>,
) {
  return database
    .selectFrom(chosen.as('chosen'))
    .innerJoin('api_keys', 'api_keys.id', 'chosen.id')
    .leftJoin('users', 'users.id', 'api_keys.user_id')
    .leftJoin('service_accounts', 'service_accounts.id', 'api_keys.service_account_id')
    .leftJoin('teams', 'teams.id', 'api_keys.team_id')
    .leftJoin('organizations', 'organizations.id', 'api_keys.organization_id')
}

/** What makes an {@link ApiKey}, of {@link selectKeys}. */
export const keyColumns = [
  'api_keys.id',
  'api_keys.name',
  'api_keys.format',
  'api_keys.created_at',
  'api_keys.expires_at',
  'api_keys.last_used_at',
  'api_keys.disabled_at',
  'api_keys.disabled_until',
  'api_keys.disabled_by',
  'api_keys.disabled_by_name',
  'api_keys.leaked_at',
  'api_keys.expires_without_leak_at',
  'users.id as user_id',
  'users.username as user_username',
  'users.email as user_email',
  'users.name as user_name',
  'users.instance_admin as user_instance_admin',
  'service_accounts.id as account_id',
  'service_accounts.name as account_name',
  'teams.id as account_team_id',
  'teams.name as account_team_name',
  'organizations.id as organization_id',
  'organizations.name as organization_name',
  selectBlockers,
  selectRotation,
] as const

type UserColumns = {
  user_id: string
  user_username: string
  user_email: string
  user_name: string
  user_instance_admin: number
}
type AccountColumns = { account_id: string; account_name: string }
type TeamColumns = { account_team_id: string; account_team_name: string }
type OrganizationColumns = { organization_id: string; organization_name: string }

/** What is not there is null, all columns of it. */
export type Perhaps<Row> = { [Column in keyof Row]: Row[Column] | null }

export type KeyRow = {
  id: string
  name: string
  format: string
  created_at: number
  expires_at: number | null
  last_used_at: number | null
  disabled_at: number | null
  disabled_until: number | null
  disabled_by: string | null
  disabled_by_name: string | null
  leaked_at: number | null
  expires_without_leak_at: number | null
  blocked_by: string | null
  rotation_id: string | null
} & Perhaps<UserColumns & AccountColumns & TeamColumns & OrganizationColumns>

const hasUser = (row: Perhaps<UserColumns>): row is UserColumns => row.user_id !== null
const hasAccount = (row: Perhaps<AccountColumns>): row is AccountColumns => row.account_id !== null
const hasTeam = (row: Perhaps<TeamColumns>): row is TeamColumns => row.account_team_id !== null
const hasOrganization = (row: Perhaps<OrganizationColumns>): row is OrganizationColumns => row.organization_id !== null

/**
 * The organizations that have blocked a key, in the order of their names and in one text, a line with ID and name for each:
 * read with the key, so that a key is never seen without its blocks. Neither holds a line break.
 */
function selectBlockers({ case: when, exists, selectFrom }: ExpressionBuilder<Tables, 'api_keys'>) {
  const blocks = selectFrom('key_blocks').whereRef('key_blocks.key_id', '=', 'api_keys.id')
  const line = sql`blocker.id || ' ' || blocker.name`
  const lines = blocks
    .innerJoin('organizations as blocker', 'blocker.id', 'key_blocks.organization_id')
    .select(sql<string>`string_agg(${line}, ${sql.lit('\n')} order by blocker.folded_name)`.as('lines'))
  // Hardly any key is blocked, and a look is cheaper for SQLite than to put nothing in order.
  return when()
    .when(exists(blocks.select('key_blocks.key_id')))
    .then(lines)
    .end()
    .as('blocked_by')
}

/** The one under way in which a key is. An index for each side finds it. */
function selectRotation({ selectFrom }: ExpressionBuilder<Tables, 'api_keys'>) {
  return (
    selectFrom('rotations')
      .select('rotations.id')
      .where('rotations.ended_at', 'is', null)
      .where(({ or, eb, ref }) =>
        or([eb('rotations.old_key_id', '=', ref('api_keys.id')), eb('rotations.new_key_id', '=', ref('api_keys.id'))]),
      )
      // Not a parameter: this is part of statements that are compiled once, and given theirs by place.
      .limit(sql.lit(1))
      .as('rotation_id')
  )
}

function toBlockers(lines: string | null): OrganizationReference[] {
  if (lines === null) return []
  return lines.split('\n').map((line) => {
    const end = line.indexOf(' ')
    return { id: line.slice(0, end) as OrganizationId, name: line.slice(end + 1) }
  })
}

export function toApiKey(row: KeyRow): ApiKey {
  return {
    id: row.id as KeyId,
    name: row.name,
    owner: toOwner(row),
    organization: hasOrganization(row) ? toOrganizationReference(row) : null,
    format: row.format as TokenFormat,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    blockedBy: toBlockers(row.blocked_by),
    disabled: toDisablement(row),
    leak: row.leaked_at === null ? null : { at: row.leaked_at, expiresAt: row.expires_without_leak_at },
    rotationId: row.rotation_id as RotationId | null,
  }
}

function toDisablement(row: KeyRow): Disablement | null {
  if (row.disabled_at === null) return null
  // What nobody did, the leak of its token has done.
  const by = row.disabled_by === null ? null : { id: row.disabled_by as AccountId, name: row.disabled_by_name ?? '' }
  return { at: row.disabled_at, by, until: row.disabled_until }
}

function toOwner(row: KeyRow): KeyOwner {
  if (hasUser(row)) {
    return {
      type: 'user',
      id: row.user_id as UserId,
      username: row.user_username,
      email: row.user_email,
      name: row.user_name,
      instanceAdmin: row.user_instance_admin === 1,
    }
  }
  if (hasAccount(row) && hasOrganization(row)) {
    return {
      type: 'service_account',
      id: row.account_id as ServiceAccountId,
      name: row.account_name,
      organization: toOrganizationReference(row),
      team: hasTeam(row) ? toTeamReference(row.account_team_id, row.account_team_name, row.organization_id) : null,
    }
  }
  throw new Error('the constraints of api_keys let no key be without an owner')
}

function toOrganizationReference(row: OrganizationColumns): OrganizationReference {
  return { id: row.organization_id as OrganizationId, name: row.organization_name }
}

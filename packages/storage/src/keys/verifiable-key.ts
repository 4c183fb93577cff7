import type { Account, KeyDigest, KeyId, OrganizationId, UserId, VerifiableKey } from '@keystead/core'
import type { CompiledQuery, Kysely } from 'kysely'
import { type MembershipRow, toMembership } from '../accounts/members.ts'
import { type ServiceAccountRow, toServiceAccount } from '../accounts/service-accounts.ts'
import { type TeamMembershipRow, toTeamMembership } from '../accounts/team-members.ts'
import { preparedAs } from '../prepared-as.ts'
import type { Tables } from '../tables.ts'
import { type KeyRow, keyColumns, type Perhaps, selectKeys, toApiKey } from './key-rows.ts'

type UserColumns = { user_created_at: number; user_activated_at: number | null }
type DefaultTeamColumns = Pick<ServiceAccountRow, 'default_team_id' | 'default_team_name'>
type AccountColumns = Pick<ServiceAccountRow, 'verifier' | 'account_created_at'>

/** A key with all about its owner, one of the owner's memberships, and one of their teams in that organization, if any. */
type VerifiableKeyRow = KeyRow & { digest: Uint8Array; pepper_version: number } & Perhaps<UserColumns> &
  Perhaps<AccountColumns & DefaultTeamColumns> &
  Perhaps<MembershipRow & TeamMembershipRow> & { enforce_organization_keys: number | null }

const hasMembership = (row: VerifiableKeyRow): row is VerifiableKeyRow & MembershipRow => row.joined_id !== null
const hasTeam = (row: VerifiableKeyRow): row is VerifiableKeyRow & TeamMembershipRow => row.team_id !== null
const isOfServiceAccount = (row: VerifiableKeyRow): row is VerifiableKeyRow & ServiceAccountRow =>
  row.account_id !== null
const isOfUser = (row: VerifiableKeyRow): row is VerifiableKeyRow & UserOfKeyRow => row.user_id !== null
type UserOfKeyRow = UserColumns & {
  [Column in `user_${'id' | 'username' | 'email' | 'name'}`]: string
}

/** Answers what the verification of a token needs to know, all of it as it was at one moment. */
export function verifiableKeyFinder(database: Kysely<Tables>): (id: KeyId) => Promise<VerifiableKey | undefined> {
  let compiled: CompiledQuery<VerifiableKeyRow> | undefined
  return async (id) => {
    // Runs for each verification, and building a statement takes Kysely longer than SQLite needs to answer it.
    compiled ??= compileQuery(database)
    const query: CompiledQuery<VerifiableKeyRow> = { ...compiled, parameters: [id] }
    const { rows } = await database.executeQuery(query)
    return toVerifiableKey(rows)
  }
}

/** One row for each membership of the owner and each of their teams there, or a single one without. */
function compileQuery(database: Kysely<Tables>): CompiledQuery<VerifiableKeyRow> {
  const chosen = database.selectFrom('api_keys').select('id').where('id', '=', '')
  const query = selectKeys(database, chosen)
    .leftJoin('teams as default_team', 'default_team.id', 'service_accounts.default_team_id')
    .leftJoin('memberships', 'memberships.user_id', 'users.id')
    .leftJoin('organizations as joined', 'joined.id', 'memberships.organization_id')
    .leftJoin('organization_policies', 'organization_policies.organization_id', 'joined.id')
    .leftJoin('team_memberships', (join) =>
      join
        .onRef('team_memberships.user_id', '=', 'memberships.user_id')
        .onRef('team_memberships.organization_id', '=', 'memberships.organization_id'),
    )
    .leftJoin('teams as joined_team', 'joined_team.id', 'team_memberships.team_id')
    .select(keyColumns)
    .select(['digest', 'pepper_version'])
    .select(['users.created_at as user_created_at', 'users.activated_at as user_activated_at'])
    .select(['default_team.id as default_team_id', 'default_team.name as default_team_name'])
    .select(['service_accounts.verifier', 'service_accounts.created_at as account_created_at'])
    .select(['memberships.role', 'joined.id as joined_id', 'joined.name as joined_name'])
    .select('organization_policies.enforce_organization_keys')
    .select(['joined_team.id as team_id', 'joined_team.name as team_name'])
    .select(['joined_team.organization_id as team_organization_id', 'team_memberships.role as team_role'])
    .orderBy('joined.folded_name')
    .orderBy('joined_team.folded_name')
    .compile()
  return { ...query, sql: `${preparedAs('find_verifiable_key')}${query.sql}` }
}

function toVerifiableKey(rows: readonly VerifiableKeyRow[]): VerifiableKey | undefined {
  const [row] = rows
  if (row === undefined) return undefined
  // The teams of an organization repeat it, one row after the other.
  const joined = rows.filter(({ joined_id }, index) => joined_id !== null && joined_id !== rows[index - 1]?.joined_id)
  return {
    key: toApiKey(row),
    digest: row.digest as KeyDigest,
    pepperVersion: row.pepper_version,
    account: toAccount(row, joined, rows),
    closedToPersonalKeys: joined
      .filter(({ enforce_organization_keys }) => enforce_organization_keys === 1)
      .map(({ joined_id }) => joined_id as OrganizationId),
  }
}

function toAccount(
  row: VerifiableKeyRow,
  joined: readonly VerifiableKeyRow[],
  rows: readonly VerifiableKeyRow[],
): Account {
  if (isOfServiceAccount(row)) return { kind: 'service_account', serviceAccount: toServiceAccount(row) }
  if (!isOfUser(row)) throw new Error('the constraints of api_keys let no key be without an owner')
  return {
    kind: 'user',
    user: {
      id: row.user_id as UserId,
      username: row.user_username,
      email: row.user_email,
      name: row.user_name,
      instanceAdmin: row.user_instance_admin === 1,
      createdAt: row.user_created_at,
      activatedAt: row.user_activated_at,
    },
    memberships: joined.filter(hasMembership).map(toMembership),
    teamMemberships: rows.filter(hasTeam).map(toTeamMembership),
  }
}

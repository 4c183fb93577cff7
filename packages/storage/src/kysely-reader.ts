import type {
  ApiKey,
  KeyDigest,
  KeyId,
  KeyListQuery,
  KeyVisibility,
  Membership,
  Organization,
  OrganizationId,
  OrganizationRole,
  StoreReader,
  TokenFormat,
  User,
  UserId,
  VerifiableKey,
} from '@keystead/core'
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import { containsPattern, foldText } from './search-text.ts'
import type { Tables, UserRow } from './tables.ts'

const keyColumns = [
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
  'organizations.name as organization_name',
] as const

type KeyExpressions = ExpressionBuilder<Tables, 'api_keys' | 'users'>

/** Everything that is read, on either database: nothing here knows which. */
export class KyselyReader implements StoreReader {
  protected readonly database: Kysely<Tables>

  constructor(database: Kysely<Tables>) {
    this.database = database
  }

  async findKey(id: KeyId): Promise<ApiKey | undefined> {
    const row = await this.#selectKeys().select(keyColumns).where('api_keys.id', '=', id).executeTakeFirst()
    return row && toApiKey(row)
  }

  async findVerifiableKey(id: KeyId): Promise<VerifiableKey | undefined> {
    const row = await this.#selectKeys()
      .select(keyColumns)
      .select(['digest', 'pepper_version', 'users.instance_admin', 'users.created_at as user_created_at'])
      .where('api_keys.id', '=', id)
      .executeTakeFirst()
    if (row === undefined) return undefined
    return {
      key: toApiKey(row),
      digest: row.digest as KeyDigest,
      pepperVersion: row.pepper_version,
      user: toUser({
        id: row.owner_id,
        username: row.owner_username,
        email: row.owner_email,
        name: row.owner_name,
        instance_admin: row.instance_admin,
        created_at: row.user_created_at,
      }),
      memberships: await this.listMemberships(row.owner_id as UserId),
    }
  }

  async listKeys(query: KeyListQuery): Promise<ApiKey[]> {
    let select = this.#selectKeys()
      .select(keyColumns)
      .where((expressions) => isVisible(expressions, query.visibility))
      .orderBy('api_keys.created_at', 'desc')
      .orderBy('api_keys.id', 'desc')
      .limit(query.limit)
    const { text, type, state, ownerId, organizationId, after } = query
    if (text !== undefined) {
      const pattern = containsPattern(text)
      select = select.where(
        sql<SqlBool>`(api_keys.search_text like ${pattern} escape '\\' or users.search_text like ${pattern} escape '\\')`,
      )
    }
    if (type !== undefined)
      select = select.where('api_keys.organization_id', type === 'personal' ? 'is' : 'is not', null)
    if (state?.is === 'expired') select = select.where('api_keys.expires_at', '<=', state.at)
    if (state?.is === 'active') {
      select = select.where(({ eb, or }) =>
        or([eb('api_keys.expires_at', 'is', null), eb('api_keys.expires_at', '>', state.at)]),
      )
    }
    if (ownerId !== undefined) select = select.where('api_keys.owner_id', '=', ownerId)
    if (organizationId !== undefined) select = select.where((expressions) => reachesAny(expressions, [organizationId]))
    if (after !== undefined) {
      // The first bound alone lets the index start in the right place; the second settles keys of the same millisecond.
      select = select
        .where('api_keys.created_at', '<=', after.createdAt)
        .where(({ eb, or }) => or([eb('api_keys.created_at', '<', after.createdAt), eb('api_keys.id', '<', after.id)]))
    }
    return (await select.execute()).map(toApiKey)
  }

  async listMemberships(userId: UserId): Promise<Membership[]> {
    const rows = await this.database
      .selectFrom('memberships')
      .innerJoin('organizations', 'organizations.id', 'memberships.organization_id')
      .select(['organizations.id', 'organizations.name', 'memberships.role'])
      .where('memberships.user_id', '=', userId)
      .orderBy('organizations.folded_name')
      .execute()
    return rows.map(({ id, name, role }) => ({
      organization: { id: id as OrganizationId, name },
      role: role as OrganizationRole,
    }))
  }

  async findOrganization(reference: string): Promise<Organization | undefined> {
    const row = await this.database
      .selectFrom('organizations')
      .select(['id', 'name', 'created_at'])
      .where(({ eb, or }) => or([eb('id', '=', reference), eb('folded_name', '=', foldText(reference))]))
      .executeTakeFirst()
    return row && { id: row.id as OrganizationId, name: row.name, createdAt: row.created_at }
  }

  #selectKeys() {
    return this.database
      .selectFrom('api_keys')
      .innerJoin('users', 'users.id', 'api_keys.owner_id')
      .leftJoin('organizations', 'organizations.id', 'api_keys.organization_id')
  }
}

function isVisible(expressions: KeyExpressions, visibility: KeyVisibility): Expression<SqlBool> {
  const { eb, or, and, val } = expressions
  if (visibility.kind === 'everything') return eb(val(1), '=', val(1))
  const { own, administered } = visibility
  const isOwn = eb('api_keys.owner_id', '=', own.ownerId)
  return or([
    own.organizationId === null ? isOwn : and([isOwn, eb('api_keys.organization_id', '=', own.organizationId)]),
    ...(administered.length === 0 ? [] : [reachesAny(expressions, administered)]),
  ])
}

/** An organization's own keys, and the personal keys of its members. */
function reachesAny({ eb, or, and, selectFrom }: KeyExpressions, ids: readonly OrganizationId[]): Expression<SqlBool> {
  return or([
    eb('api_keys.organization_id', 'in', ids),
    and([
      eb('api_keys.organization_id', 'is', null),
      eb(
        'api_keys.owner_id',
        'in',
        selectFrom('memberships').select('memberships.user_id').where('memberships.organization_id', 'in', ids),
      ),
    ]),
  ])
}

type KeyRow = {
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
  organization_name: string | null
}

function toApiKey(row: KeyRow): ApiKey {
  return {
    id: row.id as KeyId,
    name: row.name,
    owner: {
      type: 'user',
      id: row.owner_id as UserId,
      username: row.owner_username,
      email: row.owner_email,
      name: row.owner_name,
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

function toUser(row: Omit<UserRow, 'search_text'>): User {
  return {
    id: row.id as UserId,
    username: row.username,
    email: row.email,
    name: row.name,
    instanceAdmin: row.instance_admin === 1,
    createdAt: row.created_at,
  }
}

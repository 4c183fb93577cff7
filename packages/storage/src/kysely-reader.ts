import {
  type ApiKey,
  defaultPolicies,
  type KeyId,
  type KeyListQuery,
  type Membership,
  type Organization,
  type OrganizationId,
  type Policies,
  type StoreReader,
  type UserId,
  type VerifiableKey,
} from '@keystead/core'
import type { CompiledQuery, Kysely } from 'kysely'
import { keyColumns, toApiKey, toMembership, toVerifiableKey, type VerifiableKeyRow } from './key-rows.ts'
import { selectKeyPage } from './list-key-page.ts'
import { foldText, isStorable } from './search-text.ts'
import type { Tables } from './tables.ts'

/** Everything that is read, on either database: nothing here knows which. */
export class KyselyReader implements StoreReader {
  protected readonly database: Kysely<Tables>
  #verifiableKeyQuery: CompiledQuery<VerifiableKeyRow> | undefined

  constructor(database: Kysely<Tables>) {
    this.database = database
  }

  async findKey(id: KeyId): Promise<ApiKey | undefined> {
    const row = await this.#selectKeys().select(keyColumns).where('api_keys.id', '=', id).executeTakeFirst()
    return row && toApiKey(row)
  }

  async findVerifiableKey(id: KeyId): Promise<VerifiableKey | undefined> {
    // Runs for each verification, and building a statement takes Kysely longer than SQLite needs to answer it.
    this.#verifiableKeyQuery ??= this.#compileVerifiableKeyQuery()
    const query: CompiledQuery<VerifiableKeyRow> = { ...this.#verifiableKeyQuery, parameters: [id] }
    const { rows } = await this.database.executeQuery(query)
    return toVerifiableKey(rows)
  }

  async listKeys(query: KeyListQuery): Promise<ApiKey[]> {
    const { text = '', ownerId = '', organizationId = '' } = query
    if (![text, ownerId, organizationId].every(isStorable)) return []
    return (await selectKeyPage(this.database, query).execute()).map(toApiKey)
  }

  async listMemberships(userId: UserId): Promise<Membership[]> {
    const rows = await this.database
      .selectFrom('memberships')
      .innerJoin('organizations as joined', 'joined.id', 'memberships.organization_id')
      .select(['joined.id as joined_id', 'joined.name as joined_name', 'memberships.role'])
      .where('memberships.user_id', '=', userId)
      .orderBy('joined.folded_name')
      .execute()
    return rows.map(toMembership)
  }

  async findPolicies(ids: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, Policies>> {
    const storable = ids.filter(isStorable)
    if (storable.length === 0) return new Map()
    const rows = await this.database
      .selectFrom('organizations')
      .leftJoin('organization_policies', 'organization_policies.organization_id', 'organizations.id')
      .select(['organizations.id', 'disable_key_creation', 'enforce_organization_keys', 'maximum_key_lifetime_ms'])
      .where('organizations.id', 'in', storable)
      .execute()
    return new Map(rows.map((row) => [row.id as OrganizationId, toPolicies(row)]))
  }

  async findOrganization(reference: string): Promise<Organization | undefined> {
    if (!isStorable(reference)) return undefined
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

  /** One row for each membership of the owner, or a single one without: all of it as it was at one moment. */
  #compileVerifiableKeyQuery(): CompiledQuery<VerifiableKeyRow> {
    return this.#selectKeys()
      .leftJoin('memberships', 'memberships.user_id', 'users.id')
      .leftJoin('organizations as joined', 'joined.id', 'memberships.organization_id')
      .leftJoin('organization_policies', 'organization_policies.organization_id', 'joined.id')
      .select(keyColumns)
      .select(['digest', 'pepper_version', 'users.created_at as owner_created_at'])
      .select(['memberships.role', 'joined.id as joined_id', 'joined.name as joined_name'])
      .select('organization_policies.enforce_organization_keys')
      .where('api_keys.id', '=', '')
      .orderBy('joined.folded_name')
      .compile()
  }
}

function toPolicies(row: {
  readonly disable_key_creation: number | null
  readonly enforce_organization_keys: number | null
  readonly maximum_key_lifetime_ms: number | null
}): Policies {
  if (row.disable_key_creation === null) return defaultPolicies
  return {
    disableKeyCreation: row.disable_key_creation === 1,
    enforceOrganizationKeys: row.enforce_organization_keys === 1,
    maximumKeyLifetimeMs: row.maximum_key_lifetime_ms,
  }
}

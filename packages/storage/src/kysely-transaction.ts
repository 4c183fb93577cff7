import type {
  IdempotentCreation,
  KeyId,
  NewApiKey,
  Organization,
  OrganizationId,
  OrganizationRole,
  Policies,
  StoreTransaction,
  User,
  UserId,
} from '@keystead/core'
import { KyselyReader } from './kysely-reader.ts'
import { foldText, searchTextOf } from './search-text.ts'

export class KyselyTransaction extends KyselyReader implements StoreTransaction {
  async insertKey(key: NewApiKey): Promise<void> {
    await this.database
      .insertInto('api_keys')
      .values({
        id: key.id,
        name: key.name,
        search_text: searchTextOf(key.name, key.id),
        owner_id: key.ownerId,
        organization_id: key.organizationId,
        format: key.format,
        digest: key.digest,
        pepper_version: key.pepperVersion,
        created_at: key.createdAt,
        expires_at: key.expiresAt,
      })
      .execute()
  }

  async renameKey(id: KeyId, name: string): Promise<boolean> {
    const { numUpdatedRows } = await this.database
      .updateTable('api_keys')
      .set({ name, search_text: searchTextOf(name, id) })
      .where('id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }

  async deleteKey(id: KeyId): Promise<boolean> {
    const { numDeletedRows } = await this.database.deleteFrom('api_keys').where('id', '=', id).executeTakeFirst()
    return numDeletedRows === 1n
  }

  async lockPolicies(
    ids: readonly OrganizationId[],
    purpose: 'obey' | 'change',
  ): Promise<ReadonlyMap<OrganizationId, Policies>> {
    await this.lockOrganizations(ids, purpose)
    return this.findPolicies(ids)
  }

  /** Reserves the organizations for this transaction, where a database lets several write at once. */
  protected async lockOrganizations(_ids: readonly OrganizationId[], _purpose: 'obey' | 'change'): Promise<void> {}

  async writePolicies(id: OrganizationId, policies: Policies): Promise<void> {
    const values = {
      disable_key_creation: policies.disableKeyCreation ? 1 : 0,
      enforce_organization_keys: policies.enforceOrganizationKeys ? 1 : 0,
      maximum_key_lifetime_ms: policies.maximumKeyLifetimeMs,
    }
    await this.database
      .insertInto('organization_policies')
      .values({ organization_id: id, ...values })
      .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(values))
      .execute()
  }

  async insertUser(user: User): Promise<void> {
    await this.database
      .insertInto('users')
      .values({
        id: user.id,
        username: user.username,
        email: user.email,
        name: user.name,
        search_text: searchTextOf(user.username, user.email),
        instance_admin: user.instanceAdmin ? 1 : 0,
        created_at: user.createdAt,
      })
      .execute()
  }

  async insertOrganization({ id, name, createdAt }: Organization): Promise<void> {
    await this.database
      .insertInto('organizations')
      .values({ id, name, folded_name: foldText(name), created_at: createdAt })
      .execute()
  }

  async insertMembership(userId: UserId, organizationId: OrganizationId, role: OrganizationRole): Promise<void> {
    await this.database
      .insertInto('memberships')
      .values({ user_id: userId, organization_id: organizationId, role })
      .execute()
  }

  async claimBootstrap(at: number): Promise<boolean> {
    // The primary key lets one row in; a second transaction waits for the first and then inserts nothing.
    const { numInsertedOrUpdatedRows } = await this.database
      .insertInto('instance')
      .values({ singleton: 1, bootstrapped_at: at })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }

  async claimIdempotentCreation(creation: IdempotentCreation): Promise<'claimed' | IdempotentCreation> {
    // Stores it or locks what is there, in one statement: between two, what is there could expire.
    const stored = await this.database
      .insertInto('idempotent_creations')
      .values({
        owner_id: creation.ownerId,
        lookup: creation.lookup,
        request_hash: creation.requestHash,
        key_id: creation.keyId,
        sealed_token: creation.sealedToken,
        created_at: creation.createdAt,
      })
      .onConflict((conflict) =>
        conflict.columns(['owner_id', 'lookup']).doUpdateSet(({ ref }) => ({ lookup: ref('excluded.lookup') })),
      )
      .returningAll()
      .executeTakeFirstOrThrow()
    // Each attempt has made a key ID of its own, so this tells whose creation it is.
    if (stored.key_id === creation.keyId) return 'claimed'
    return {
      ownerId: creation.ownerId,
      lookup: creation.lookup,
      requestHash: stored.request_hash,
      keyId: stored.key_id as KeyId,
      sealedToken: stored.sealed_token,
      createdAt: stored.created_at,
    }
  }
}

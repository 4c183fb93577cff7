import type {
  IdempotentCreation,
  KeyId,
  NewApiKey,
  Organization,
  OrganizationId,
  OrganizationRole,
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
    const { ownerId, lookup } = creation
    const { numInsertedOrUpdatedRows } = await this.database
      .insertInto('idempotent_creations')
      .values({
        owner_id: ownerId,
        lookup,
        request_hash: creation.requestHash,
        key_id: creation.keyId,
        sealed_token: creation.sealedToken,
        created_at: creation.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 1n) return 'claimed'
    const earlier = await this.database
      .selectFrom('idempotent_creations')
      .selectAll()
      .where('owner_id', '=', ownerId)
      .where('lookup', '=', lookup)
      .executeTakeFirstOrThrow()
    return {
      ownerId,
      lookup,
      requestHash: earlier.request_hash,
      keyId: earlier.key_id as KeyId,
      sealedToken: earlier.sealed_token,
      createdAt: earlier.created_at,
    }
  }
}

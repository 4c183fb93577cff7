import type { KeyId, Store, StoreTransaction } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

export function creationStore(database: Kysely<Tables>): Pick<Store, 'expireIdempotentCreations'> {
  return {
    async expireIdempotentCreations(before) {
      await database.deleteFrom('idempotent_creations').where('created_at', '<', before.creation).execute()
      await database
        .updateTable('idempotent_creations')
        .set({ sealed_token: null })
        .where('created_at', '<', before.token)
        .where('sealed_token', 'is not', null)
        .execute()
    },
  }
}

export function creationWriter(database: Kysely<Tables>): Pick<StoreTransaction, 'claimIdempotentCreation'> {
  return {
    async claimIdempotentCreation(creation) {
      // Stores it or locks what is there, in one statement: between two, what is there could expire.
      const stored = await database
        .insertInto('idempotent_creations')
        .values({
          caller_id: creation.callerId,
          lookup: creation.lookup,
          request_hash: creation.requestHash,
          key_id: creation.keyId,
          sealed_token: creation.sealedToken,
          created_at: creation.createdAt,
        })
        .onConflict((conflict) =>
          conflict.columns(['caller_id', 'lookup']).doUpdateSet(({ ref }) => ({ lookup: ref('excluded.lookup') })),
        )
        .returningAll()
        .executeTakeFirstOrThrow()
      // Each attempt has made a key ID of its own, so this tells whose creation it is.
      if (stored.key_id === creation.keyId) return 'claimed'
      return {
        callerId: creation.callerId,
        lookup: creation.lookup,
        requestHash: stored.request_hash,
        keyId: stored.key_id as KeyId,
        sealedToken: stored.sealed_token,
        createdAt: stored.created_at,
      }
    },
  }
}

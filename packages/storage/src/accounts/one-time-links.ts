import type { KeyDigest, StoreReader, StoreTransaction, UserId } from '@keystead/core'
import type { Kysely } from 'kysely'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'

export function oneTimeLinkReader(database: Kysely<Tables>): Pick<StoreReader, 'findOneTimeLink'> {
  return {
    async findOneTimeLink(id) {
      if (!isStorable(id)) return undefined
      const row = await database.selectFrom('one_time_links').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) return undefined
      return {
        id: row.id,
        userId: row.user_id as UserId | null,
        expiresAt: row.expires_at,
        digest: row.digest as KeyDigest,
        pepperVersion: row.pepper_version,
      }
    },
  }
}

export function oneTimeLinkWriter(
  database: Kysely<Tables>,
): Pick<StoreTransaction, 'insertOneTimeLink' | 'deleteOneTimeLink' | 'deleteOneTimeLinksFor'> {
  return {
    async insertOneTimeLink(link) {
      await database
        .insertInto('one_time_links')
        .values({
          id: link.id,
          user_id: link.userId,
          digest: link.digest,
          pepper_version: link.pepperVersion,
          expires_at: link.expiresAt,
        })
        .execute()
    },

    async deleteOneTimeLink(id) {
      const { numDeletedRows } = await database.deleteFrom('one_time_links').where('id', '=', id).executeTakeFirst()
      return numDeletedRows === 1n
    },

    async deleteOneTimeLinksFor(userId) {
      await database
        .deleteFrom('one_time_links')
        .where('user_id', userId === null ? 'is' : '=', userId)
        .execute()
    },
  }
}

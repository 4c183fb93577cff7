import type { AccountId, DeletedKey, DeletedKeyReader, Deletion, KeyId } from '@keystead/core'
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import { scopeOf } from './key-conditions.ts'
import { type KeyRow, keyColumns, selectKeys, toApiKey } from './key-rows.ts'

/** What a key and a deleted one have in common. */
export const keptColumns = [
  'id',
  'name',
  'user_id',
  'service_account_id',
  'team_id',
  'organization_id',
  'format',
  'digest',
  'pepper_version',
  'created_at',
  'expires_at',
  'last_used_at',
  'disabled_at',
  'disabled_until',
  'disabled_by',
  'disabled_by_name',
  'leaked_at',
  'expires_without_leak_at',
] as const

type ChosenKeys = (expressions: ExpressionBuilder<Tables, 'api_keys'>) => Expression<SqlBool>

/** Copies keys that are about to be deleted to where they can be brought back from, with their blocks. */
export async function keepDeleted(database: Kysely<Tables>, chosen: ChosenKeys, { at, by }: Deletion): Promise<void> {
  const deletion = [sql.lit(at), sql.val(by && by.id), sql.val(by && by.name)] as const
  await database
    .insertInto('deleted_keys')
    .columns([...keptColumns, 'deleted_at', 'deleted_by', 'deleted_by_name'])
    .expression(
      database
        .selectFrom('api_keys')
        .select(keptColumns)
        .select([
          sql<number>`cast(${deletion[0]} as bigint)`.as('deleted_at'),
          sql<string | null>`cast(${deletion[1]} as text)`.as('deleted_by'),
          sql<string | null>`cast(${deletion[2]} as text)`.as('deleted_by_name'),
        ])
        .where(chosen),
    )
    .execute()
  await database
    .insertInto('deleted_key_blocks')
    .columns(['key_id', 'organization_id', 'blocked_at'])
    .expression(
      database
        .selectFrom('key_blocks')
        .select(['key_id', 'organization_id', 'blocked_at'])
        .where('key_id', 'in', database.selectFrom('api_keys').select('id').where(chosen)),
    )
    .execute()
}

type DeletionRow = {
  deleted_at: number
  deleted_by: string | null
  deleted_by_name: string | null
  pepper_version: number
}

/**
 * The database as if the deleted keys were the keys, so that what reads a key reads a deleted one. Each common table is
 * used once in a statement and so costs nothing.
 */
function amongDeleted(database: Kysely<Tables>): Kysely<Tables> {
  return database
    .with('api_keys', (table) => table.selectFrom('deleted_keys').selectAll())
    .with('key_blocks', (table) => table.selectFrom('deleted_key_blocks').selectAll()) as unknown as Kysely<Tables>
}

export function deletedKeyReader(database: Kysely<Tables>): DeletedKeyReader {
  const select = (chosen: Parameters<typeof selectKeys<{ id: string }>>[1]) =>
    selectKeys(amongDeleted(database), chosen)
      .select(keyColumns)
      .select([
        sql.ref<number>('api_keys.deleted_at').as('deleted_at'),
        sql.ref<string | null>('api_keys.deleted_by').as('deleted_by'),
        sql.ref<string | null>('api_keys.deleted_by_name').as('deleted_by_name'),
        'api_keys.pepper_version',
      ])
  return {
    async findDeletedKey(id) {
      const chosen = database.selectFrom('deleted_keys').select('deleted_keys.id').where('id', '=', id)
      const row = await select(chosen).executeTakeFirst()
      return row && toDeletedKey(row)
    },

    async listDeletedKeys({ visibility, organizationId, since, after, limit }) {
      // Under the name that conditions on keys go by.
      const deleted = database.selectFrom('deleted_keys as api_keys') as unknown as ReturnType<
        typeof database.selectFrom<'api_keys'>
      >
      const at = sql.ref<number>('api_keys.deleted_at')
      const page = deleted
        .select('api_keys.id')
        .where(scopeOf({ visibility, limit, ...(organizationId !== undefined && { organizationId }) }))
        .where(sql<SqlBool>`${at} > ${since}`)
        .$if(after !== undefined, (query) =>
          query.where(sql<SqlBool>`(${at}, api_keys.id) < (${after?.deletedAt}, ${after?.id})`),
        )
        .orderBy(at, 'desc')
        .orderBy('api_keys.id', 'desc')
        .limit(limit)
      const rows = await select(page).orderBy(at, 'desc').orderBy('api_keys.id', 'desc').execute()
      return rows.map(toDeletedKey)
    },
  }
}

function toDeletedKey(row: KeyRow & DeletionRow): DeletedKey {
  const by = row.deleted_by === null ? null : { id: row.deleted_by as AccountId, name: row.deleted_by_name ?? '' }
  return {
    ...toApiKey(row),
    id: row.id as KeyId,
    pepperVersion: row.pepper_version,
    deletion: { at: row.deleted_at, by },
  }
}

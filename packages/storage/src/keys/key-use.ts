import type { KeyId, Store } from '@keystead/core'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { LockRows } from '../row-locks.ts'
import type { Tables } from '../tables.ts'

// Few enough that a transaction does not keep others waiting, and that SQLite takes the parameters of one statement.
const usesAtOnce = 500

export function keyUseRecorder(database: Kysely<Tables>, lockRows: LockRows): Pick<Store, 'recordUse'> {
  return {
    async recordUse(uses) {
      const latest = new Map<KeyId, number>()
      for (const { keyId, usedAt } of uses) latest.set(keyId, Math.max(usedAt, latest.get(keyId) ?? usedAt))
      const entries = [...latest]
      for (let start = 0; start < entries.length; start += usesAtOnce) {
        const some = entries.slice(start, start + usesAtOnce)
        await database.transaction().execute((transaction) => recordSome(transaction, lockRows, some))
      }
    },
  }
}

async function recordSome(
  transaction: Transaction<Tables>,
  lockRows: LockRows,
  uses: readonly (readonly [KeyId, number])[],
): Promise<void> {
  const keyIds = uses.map(([keyId]) => keyId)
  // An `update` of many rows locks them in an order of its own, and two that meet would block each other for ever.
  await lockRows(
    transaction.selectFrom('api_keys').select('id').where('id', 'in', keyIds).orderBy('id'),
    'change',
  ).execute()
  // In both databases `values` names its columns column1, column2; only PostgreSQL needs to be told that they are numbers.
  const values = sql.join(uses.map(([keyId, usedAt]) => sql`(${keyId}, ${usedAt})`))
  await sql`
    update api_keys
    set last_used_at = cast(uses.column2 as bigint)
    from (values ${values}) as uses
    where api_keys.id = uses.column1
      and (api_keys.last_used_at is null or api_keys.last_used_at < cast(uses.column2 as bigint))
  `.execute(transaction)
  await transaction
    .updateTable('idempotent_creations')
    .set({ sealed_token: null })
    .where('key_id', 'in', keyIds)
    .where('sealed_token', 'is not', null)
    .execute()
}

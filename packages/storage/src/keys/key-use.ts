import type { KeyId, Store } from '@keystead/core'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Dialect } from '../dialect.ts'
import type { Tables } from '../tables.ts'

// Few enough that a transaction does not keep others waiting for long.
const usesAtOnce = 2_000

export function keyUseRecorder(database: Kysely<Tables>, dialect: Dialect): Pick<Store, 'recordUse'> {
  return {
    async recordUse(uses) {
      const latest = new Map<KeyId, number>()
      for (const { keyId, usedAt } of uses) latest.set(keyId, Math.max(usedAt, latest.get(keyId) ?? usedAt))
      const entries = [...latest]
      for (let start = 0; start < entries.length; start += usesAtOnce) {
        const some = new Map(entries.slice(start, start + usesAtOnce))
        await database.transaction().execute((transaction) => recordSome(transaction, dialect, some))
      }
    },
  }
}

async function recordSome(
  transaction: Transaction<Tables>,
  { lockRows, timesById }: Dialect,
  latest: ReadonlyMap<KeyId, number>,
): Promise<void> {
  const used = timesById(latest)
  // An `update` of many rows locks them in an order of its own, and two that meet would block each other for ever.
  const chosen = transaction
    .selectFrom('api_keys')
    .select('id')
    .where('id', 'in', sql<string>`(select id from ${used} as used)`)
    .orderBy('id')
  const locking = lockRows(chosen, 'change')
  if (locking !== chosen) await locking.execute()
  await sql`
    update api_keys set last_used_at = used.at from ${used} as used
    where api_keys.id = used.id and (api_keys.last_used_at is null or api_keys.last_used_at < used.at)
  `.execute(transaction)
  await sql`
    update idempotent_creations set sealed_token = null
    where sealed_token is not null and key_id in (select id from ${used} as used)
  `.execute(transaction)
}

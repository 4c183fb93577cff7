import {
  type Consumer,
  type ConsumerUse,
  combineUses,
  dayOf,
  type KeyId,
  mergeUse,
  mostConsumers,
  otherConsumers,
  type UseBatch,
  type UseWriter,
} from '@keystead/core'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Dialect } from '../dialect.ts'
import type { Tables } from '../tables.ts'
import { consumerColumns, toConsumer, toConsumerRow } from './consumer-rows.ts'
import { forgetUses } from './forget-uses.ts'

export function useWriter(database: Kysely<Tables>, dialect: Dialect): UseWriter {
  return {
    async recordUses(batch) {
      if (batch.uses.length === 0) return
      await database.transaction().execute(async (transaction) => {
        if (await claimBatch(transaction, batch)) await writeUses(transaction, dialect, batch.uses)
      })
    },

    forgetUses: (at) => forgetUses(database, dayOf(at)),
  }
}

/** False for a batch that was written before, whatever its sender was told. */
async function claimBatch(
  transaction: Transaction<Tables>,
  { recorder, number, uses }: Pick<UseBatch, 'recorder' | 'number' | 'uses'>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('use_recorders')
    .values({ recorder, number, written_day: Math.max(...uses.map(({ lastAt }) => dayOf(lastAt))) })
    .onConflict((conflict) =>
      conflict
        .column('recorder')
        .doUpdateSet(({ ref }) => ({ number: ref('excluded.number'), written_day: ref('excluded.written_day') }))
        .whereRef('use_recorders.number', '<', 'excluded.number'),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

async function writeUses(
  transaction: Transaction<Tables>,
  dialect: Dialect,
  given: readonly ConsumerUse[],
): Promise<void> {
  const live = await lockKeys(transaction, dialect, [...new Set(given.map(({ keyId }) => keyId))])
  const uses = given.filter(({ keyId }) => live.has(keyId))
  if (uses.length === 0) return
  await writeLastUse(transaction, dialect, uses)
  await writeConsumers(transaction, dialect, uses)
  await writeDays(transaction, dialect, uses)
}

/**
 * Those of the keys that there are. They stay locked, and all that is kept about their use with them: several nodes write about
 * one key one after the other.
 */
async function lockKeys(
  transaction: Transaction<Tables>,
  { lockRows, rowsOf }: Dialect,
  ids: readonly KeyId[],
): Promise<ReadonlySet<KeyId>> {
  const wanted = rowsOf(
    { id: 'text' },
    ids.map((id) => ({ id })),
  )
  const chosen = transaction
    .selectFrom('api_keys')
    .select('id')
    .where('id', 'in', sql<string>`(select id from ${wanted} as wanted)`)
    // Two that lock the same keys in different orders would block each other for ever.
    .orderBy('id')
  const rows = await lockRows(chosen, 'change').execute()
  return new Set(rows.map(({ id }) => id as KeyId))
}

async function writeLastUse(
  transaction: Transaction<Tables>,
  { rowsOf }: Dialect,
  uses: readonly ConsumerUse[],
): Promise<void> {
  const latest = new Map<KeyId, number>()
  for (const { keyId, lastAt } of uses) latest.set(keyId, Math.max(lastAt, latest.get(keyId) ?? lastAt))
  const used = rowsOf(
    { id: 'text', at: 'number' },
    Array.from(latest, ([id, at]) => ({ id, at })),
  )
  await sql`
    update api_keys set last_used_at = used.at from ${used} as used
    where api_keys.id = used.id and (api_keys.last_used_at is null or api_keys.last_used_at < used.at)
  `.execute(transaction)
  await sql`
    update idempotent_creations set sealed_token = null
    where sealed_token is not null and key_id in (select id from ${used} as used)
  `.execute(transaction)
}

async function writeConsumers(
  transaction: Transaction<Tables>,
  dialect: Dialect,
  uses: readonly ConsumerUse[],
): Promise<void> {
  const known = await findConsumers(transaction, dialect, uses)
  const admitted = await admit(transaction, dialect, uses, known)
  const overflow = admitted.filter(({ consumer }) => consumer.id === otherConsumers.id)
  if (overflow.length > 0)
    for (const [place, row] of await findConsumers(transaction, dialect, overflow)) known.set(place, row)
  const rows = admitted.map((use) => toConsumerRow(use.keyId, mergeUse(known.get(placeOf(use)), use)))
  const columns = Object.keys(consumerColumns)
  const names = sql.join(columns.map((name) => sql.ref(name)))
  const changes = columns
    .filter((name) => name !== 'key_id' && name !== 'id')
    .map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`)
  await sql`
    insert into consumers (${names}) select ${names} from ${dialect.rowsOf(consumerColumns, rows)} as seen where true
    on conflict (key_id, id) do update set ${sql.join(changes)}
  `.execute(transaction)
}

const placeOf = ({ keyId, consumer }: Pick<ConsumerUse, 'keyId' | 'consumer'>) => `${keyId} ${consumer.id}`

/** What is known of these consumers, by {@link placeOf}. */
async function findConsumers(
  transaction: Transaction<Tables>,
  { rowsOf }: Dialect,
  uses: readonly ConsumerUse[],
): Promise<Map<string, Consumer>> {
  const wanted = rowsOf(
    { wanted_key: 'text', wanted_id: 'text' },
    uses.map(({ keyId, consumer }) => ({ wanted_key: keyId, wanted_id: consumer.id })),
  )
  const rows = await transaction
    .selectFrom(sql<{ wanted_key: string; wanted_id: string }>`${wanted}`.as('wanted'))
    .innerJoin('consumers', (join) => join.onRef('key_id', '=', 'wanted_key').onRef('id', '=', 'wanted_id'))
    .selectAll('consumers')
    .execute()
  return new Map(rows.map((row) => [`${row.key_id} ${row.id}`, toConsumer(row)]))
}

/** The same uses, except that newcomers for whom a key has no room left are counted as one. */
async function admit(
  transaction: Transaction<Tables>,
  { rowsOf }: Dialect,
  uses: readonly ConsumerUse[],
  known: ReadonlyMap<string, Consumer>,
): Promise<ConsumerUse[]> {
  const isKnown = (use: ConsumerUse) => known.has(placeOf(use)) || use.consumer.id === otherConsumers.id
  const newcomers = uses.filter((use) => !isKnown(use))
  if (newcomers.length === 0) return [...uses]
  const asked = rowsOf(
    { id: 'text' },
    [...new Set(newcomers.map(({ keyId }) => keyId))].map((id) => ({ id })),
  )
  const counts = await transaction
    .selectFrom('consumers')
    .select(({ fn }) => ['key_id', fn.countAll<number>().as('consumers')])
    .where('key_id', 'in', sql<string>`(select id from ${asked} as asked)`)
    .where('id', '<>', otherConsumers.id)
    .groupBy('key_id')
    .execute()
  const taken = new Map(counts.map((row) => [row.key_id, Number(row.consumers)]))
  const admitted: ConsumerUse[] = []
  const others = new Map<KeyId, ConsumerUse>()
  for (const use of uses) {
    const places = taken.get(use.keyId) ?? 0
    if (known.has(placeOf(use))) admitted.push(use)
    else if (use.consumer.id !== otherConsumers.id && places < mostConsumers) {
      taken.set(use.keyId, places + 1)
      admitted.push(use)
    } else {
      const other = { ...use, consumer: otherConsumers }
      const before = others.get(use.keyId)
      others.set(use.keyId, before === undefined ? other : combineUses(before, other))
    }
  }
  return [...admitted, ...others.values()]
}

async function writeDays(
  transaction: Transaction<Tables>,
  { rowsOf }: Dialect,
  uses: readonly ConsumerUse[],
): Promise<void> {
  const days = new Map<string, { key_id: KeyId; day: number; uses: number }>()
  for (const { keyId, firstAt, count } of uses) {
    const day = dayOf(firstAt)
    const counted = days.get(`${keyId} ${day}`)?.uses ?? 0
    days.set(`${keyId} ${day}`, { key_id: keyId, day, uses: counted + count })
  }
  const counted = rowsOf({ key_id: 'text', day: 'number', uses: 'number' }, [...days.values()])
  await sql`
    insert into use_days (key_id, day, uses) select key_id, day, uses from ${counted} as counted where true
    on conflict (key_id, day) do update set uses = use_days.uses + excluded.uses
  `.execute(transaction)
}

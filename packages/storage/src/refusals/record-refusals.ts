import {
  type KeyId,
  mostRefusals,
  mostRefusedRequests,
  type RefusalReport,
  type RefusalWriter,
  type RefusedRequest,
} from '@keystead/core'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Dialect } from '../dialect.ts'
import type { Tables } from '../tables.ts'
import { beatWriter } from '../webhooks/beats.ts'
import { type RefusalRow, refusalColumns, toRefusalRow } from './refusal-rows.ts'

/** A refusal with those of its requests that are new. */
type Entry = { readonly row: RefusalRow; readonly requests: readonly RefusedRequest[] }

export function refusalWriter(database: Kysely<Tables>, dialect: Dialect): RefusalWriter {
  return {
    async recordRefusals(reports) {
      if (reports.length === 0) return
      await database.transaction().execute(async (transaction) => {
        // One node after the other: what one forgets, another may be about to write.
        await beatWriter(transaction, dialect.lockRows).lockBeat('refusals', { at: 0, text: '' })
        const known = await findKnownKeys(transaction, dialect, reports)
        const entries = mergeReports(
          reports.map((report) => (isKnown(report, known) ? report : { ...report, keyId: null })),
        )
        await writeRefusals(transaction, dialect, entries)
        await forgetSurplus(transaction, dialect, entries)
      })
    },

    async forgetRefusals(before) {
      await database.deleteFrom('refusals').where('last_at', '<', before).execute()
    },
  }
}

const isKnown = ({ keyId }: RefusalReport, known: ReadonlySet<string>) => keyId !== null && known.has(keyId)

/** Those that are IDs of keys, or of deleted ones. */
async function findKnownKeys(
  transaction: Transaction<Tables>,
  { rowsOf }: Dialect,
  reports: readonly RefusalReport[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(reports.flatMap(({ keyId }) => keyId ?? []))]
  if (ids.length === 0) return new Set()
  const wanted = rowsOf(
    { id: 'text' },
    ids.map((id: KeyId) => ({ id })),
  )
  const { rows } = await sql<{ id: string }>`
    select wanted.id from ${wanted} as wanted
    where exists (select 1 from api_keys where api_keys.id = wanted.id)
      or exists (select 1 from deleted_keys where deleted_keys.id = wanted.id)
  `.execute(transaction)
  return new Set(rows.map(({ id }) => id))
}

/** Reports that turn out to have one cause, as one. */
function mergeReports(reports: readonly RefusalReport[]): Entry[] {
  const entries = new Map<string, Entry>()
  for (const report of reports) {
    const row = toRefusalRow(report)
    const known = entries.get(row.id)
    const { requests } = report
    const all = [report.first, ...requests.filter(({ requestId }) => requestId !== report.first.requestId)]
    entries.set(
      row.id,
      known === undefined
        ? { row, requests: all }
        : { row: mergeRows(known.row, row), requests: [...known.requests, ...all] },
    )
  }
  return [...entries.values()]
}

function mergeRows(one: RefusalRow, other: RefusalRow): RefusalRow {
  const [first, last] = [one.first_at <= other.first_at ? one : other, one.last_at > other.last_at ? one : other]
  const { first_at, first_request_id } = first
  return { ...last, times: one.times + other.times, first_at, first_request_id }
}

const laterColumns = [
  'label',
  'network',
  'last_address',
  'program',
  'program_version',
  'runtime',
  'last_request_id',
] as const

async function writeRefusals(
  transaction: Transaction<Tables>,
  { rowsOf }: Dialect,
  entries: readonly Entry[],
): Promise<void> {
  const names = sql.join(Object.keys(refusalColumns).map((name) => sql.ref(name)))
  const seen = rowsOf(
    refusalColumns,
    entries.map(({ row }) => row),
  )
  const later = laterColumns.map((name) => {
    const [now, before] = [sql.ref(`excluded.${name}`), sql.ref(`refusals.${name}`)]
    return sql`${sql.ref(name)} = case when excluded.last_at >= refusals.last_at then ${now} else ${before} end`
  })
  await sql`
    insert into refusals (${names}) select ${names} from ${seen} as seen where true
    on conflict (id) do update set
      times = refusals.times + excluded.times,
      first_request_id =
        case when excluded.first_at < refusals.first_at then excluded.first_request_id else refusals.first_request_id end,
      first_at = case when excluded.first_at < refusals.first_at then excluded.first_at else refusals.first_at end,
      ${sql.join(later)},
      last_at = case when excluded.last_at >= refusals.last_at then excluded.last_at else refusals.last_at end
  `.execute(transaction)
  const requests = rowsOf(
    { request_id: 'text', refusal_id: 'text', at: 'number' },
    entries.flatMap(({ row, requests }) =>
      requests.map(({ requestId, at }) => ({ request_id: requestId, refusal_id: row.id, at })),
    ),
  )
  await sql`
    insert into refused_requests (request_id, refusal_id, at)
    select request_id, refusal_id, at from ${requests} as seen where true
    on conflict (request_id) do nothing
  `.execute(transaction)
}

/** Of the keys and refusals that were written about, what there is no room for. */
async function forgetSurplus(
  transaction: Transaction<Tables>,
  { rowsOf }: Dialect,
  entries: readonly Entry[],
): Promise<void> {
  const keyIds = [...new Set(entries.flatMap(({ row }) => row.key_id ?? []))]
  const ofKeys = sql`key_id in (select id from ${rowsOf(
    { id: 'text' },
    keyIds.map((id) => ({ id })),
  )} as written)`
  const isWithoutKey = entries.some(({ row }) => row.key_id === null)
  const { proven, unproven, withoutKey } = mostRefusals
  if (keyIds.length > 0) {
    await sql`
      delete from refusals where id in (
        select id from (
          select id, proven, row_number() over (partition by key_id, proven order by last_at desc, id desc) as place
          from refusals where ${ofKeys}
        ) as ranked
        where place > case proven when 1 then ${sql.lit(proven)} else ${sql.lit(unproven)} end
      )
    `.execute(transaction)
  }
  if (isWithoutKey) {
    await sql`
      delete from refusals where id in (
        select id from refusals where key_id is null
        order by last_at desc, id desc limit ${sql.lit(1_000_000)} offset ${sql.lit(withoutKey)}
      )
    `.execute(transaction)
  }
  const written = rowsOf(
    { id: 'text' },
    entries.map(({ row }) => ({ id: row.id })),
  )
  await sql`
    delete from refused_requests where request_id in (
      select request_id from (
        select request_id, first_request_id,
          row_number() over (partition by refusal_id order by at desc, request_id desc) as place
        from refused_requests join refusals on refusals.id = refusal_id
        where refusal_id in (select id from ${written} as written)
      ) as ranked
      where place > ${sql.lit(mostRefusedRequests)} and request_id <> first_request_id
    )
  `.execute(transaction)
}

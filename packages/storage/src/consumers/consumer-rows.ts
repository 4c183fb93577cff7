import {
  type AccountId,
  type Consumer,
  type ConsumerId,
  type ConsumerIdentity,
  dayOf,
  type KeyId,
  type PauseBucket,
  type Program,
} from '@keystead/core'
import type { Selectable } from 'kysely'
import type { Tables } from '../tables.ts'

export type ConsumerRow = Selectable<Tables['consumers']>

/** In the order in which they are written. */
export const consumerColumns = {
  key_id: 'text',
  id: 'text',
  label: 'text',
  network: 'text',
  last_address: 'text',
  program: 'text',
  program_version: 'text',
  runtime: 'text',
  verifier: 'text',
  first_seen_at: 'number',
  last_seen_at: 'number',
  last_seen_day: 'number',
  uses: 'number',
  longest_pause_ms: 'number',
  pauses: 'text',
} as const satisfies Record<keyof ConsumerRow, 'text' | 'number'>

/** What is written of a consumer wherever one is. */
type IdentityColumns = Pick<
  ConsumerRow,
  'label' | 'network' | 'last_address' | 'program' | 'program_version' | 'runtime' | 'verifier'
>

export function toIdentityColumns({
  label,
  network,
  lastAddress,
  program,
  verifier,
}: ConsumerIdentity): IdentityColumns {
  return {
    label,
    network,
    last_address: lastAddress,
    program: program?.name ?? null,
    program_version: program?.version ?? null,
    runtime: program?.runtime ?? null,
    verifier,
  }
}

export function toIdentity(id: string, row: IdentityColumns): ConsumerIdentity {
  return {
    id: id as ConsumerId,
    label: row.label,
    network: row.network,
    lastAddress: row.last_address,
    program: toProgram(row),
    verifier: row.verifier as AccountId | null,
  }
}

export function toConsumerRow(keyId: KeyId, consumer: Consumer): ConsumerRow {
  return {
    key_id: keyId,
    id: consumer.id,
    ...toIdentityColumns(consumer),
    first_seen_at: consumer.firstSeenAt,
    last_seen_at: consumer.lastSeenAt,
    last_seen_day: dayOf(consumer.lastSeenAt),
    uses: consumer.count,
    longest_pause_ms: consumer.pauses.longestMs,
    pauses: JSON.stringify(consumer.pauses.buckets.map(({ count, totalMs }) => [count, totalMs])),
  }
}

export function toConsumer(row: ConsumerRow): Consumer {
  return {
    ...toIdentity(row.id, row),
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    count: row.uses,
    pauses: { buckets: toBuckets(row.pauses), longestMs: row.longest_pause_ms },
  }
}

function toProgram({ program, program_version: version, runtime }: IdentityColumns): Program | null {
  return program === null ? null : { name: program, version, runtime }
}

function toBuckets(text: string): PauseBucket[] {
  const pairs: [number, number][] = JSON.parse(text)
  return pairs.map(([count, totalMs]) => ({ count, totalMs }))
}

import {
  type ErrorCode,
  identifyRefusal,
  isProven,
  type KeyId,
  type Refusal,
  type RefusalDemand,
  type RefusalDoor,
  type RefusalId,
  type RefusalReport,
  type RememberedReason,
} from '@keystead/core'
import type { Selectable } from 'kysely'
import { toIdentity, toIdentityColumns } from '../consumers/consumer-rows.ts'
import type { Tables } from '../tables.ts'

export type RefusalRow = Selectable<Tables['refusals']>

/** In the order in which they are written. */
export const refusalColumns = {
  id: 'text',
  key_id: 'text',
  proven: 'number',
  reason: 'text',
  code: 'text',
  door: 'text',
  demand: 'text',
  consumer_id: 'text',
  label: 'text',
  network: 'text',
  last_address: 'text',
  program: 'text',
  program_version: 'text',
  runtime: 'text',
  verifier: 'text',
  times: 'number',
  first_at: 'number',
  first_request_id: 'text',
  last_at: 'number',
  last_request_id: 'text',
} as const satisfies Record<keyof RefusalRow, 'text' | 'number'>

export function toRefusalRow(report: RefusalReport): RefusalRow {
  const { keyId, reason, code, door, demand, consumer, count, first, requests } = report
  const last = requests.at(-1) ?? first
  return {
    id: identifyRefusal(report),
    key_id: keyId,
    proven: isProven(reason) ? 1 : 0,
    reason,
    code,
    door,
    demand: demand && JSON.stringify(demand),
    consumer_id: consumer.id,
    ...toIdentityColumns(consumer),
    times: count,
    first_at: first.at,
    first_request_id: first.requestId,
    last_at: last.at,
    last_request_id: last.requestId,
  }
}

export function toRefusal(row: RefusalRow): Refusal {
  return {
    id: row.id as RefusalId,
    keyId: row.key_id as KeyId | null,
    reason: row.reason as RememberedReason,
    code: row.code as ErrorCode | null,
    door: row.door as RefusalDoor,
    demand: row.demand === null ? null : (JSON.parse(row.demand) as RefusalDemand),
    consumer: toIdentity(row.consumer_id, row),
    count: row.times,
    first: { requestId: row.first_request_id, at: row.first_at },
    last: { requestId: row.last_request_id, at: row.last_at },
  }
}

import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { EventId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { Delivery } from '../model/webhook.ts'
import { loadWebhook } from './load-webhook.ts'

export type DeliveryPage = { readonly deliveries: readonly Delivery[]; readonly nextCursor: string | null }

/**
 * What a webhook was told, and is to be, for as long as that is remembered: the newest events first.
 * Fails with `WEBHOOK_NOT_FOUND`, `INVALID_CURSOR`.
 */
export async function findDeliveries(
  { store }: Instance,
  caller: Principal,
  id: string,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<DeliveryPage> {
  const { webhook } = await loadWebhook(store, caller, id)
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const found = await store.listDeliveries(webhook.id, { limit: limit + 1, ...(after !== undefined && { after }) })
  const deliveries = found.slice(0, limit)
  const last = deliveries.at(-1)?.event
  const isMore = found.length > limit && last !== undefined
  return { deliveries, nextCursor: isMore ? `${last.at}.${last.id}` : null }
}

const cursorShape = /^(\d{1,15})\.(evt_[0-9A-Za-z]{22})$/

function readCursor(cursor: string) {
  const [, at, id] = cursorShape.exec(cursor) ?? []
  if (at === undefined || id === undefined) throw new KeysteadError('INVALID_CURSOR')
  return { at: Number(at), id: id as EventId }
}

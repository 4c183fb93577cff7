import { createHash } from 'node:crypto'
import type { RefusalCause, RefusalId } from '../model/refusal.ts'

/** The same for the same cause, whichever node has met it. */
export function identifyRefusal({ keyId, reason, code, door, demand, consumer }: RefusalCause): RefusalId {
  const places = demand && [demand.organizationIds, demand.teams?.map(({ id }) => id) ?? null]
  const digest = createHash('sha256').update(JSON.stringify([keyId, reason, code, door, places, consumer.id]))
  return `ref_${digest.digest('hex').slice(0, 32)}` as RefusalId
}

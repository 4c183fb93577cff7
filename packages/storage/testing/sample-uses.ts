import { randomUUID } from 'node:crypto'
import {
  type ConsumerUse,
  identifyConsumer,
  type KeyId,
  noPauses,
  type Store,
  type UseBatch,
  type UseWriter,
} from '@keystead/core'

/** One use of a key, from nowhere in particular. */
export function sampleUse(keyId: KeyId, usedAt: number, given: Partial<ConsumerUse> = {}): ConsumerUse {
  const consumer = identifyConsumer({ ip: '192.0.2.1', userAgent: 'curl/8.9.1' })
  return { keyId, consumer, firstAt: usedAt, lastAt: usedAt, count: 1, pauses: noPauses, ...given }
}

export const sampleBatch = (...uses: ConsumerUse[]): UseBatch => ({ recorder: randomUUID(), number: 1, uses })

/** As another process each time, that has seen nothing else. */
export function recordUse(store: UseWriter, ...uses: { readonly keyId: KeyId; readonly usedAt: number }[]) {
  const latest = new Map<KeyId, number>()
  for (const { keyId, usedAt } of uses) latest.set(keyId, usedAt)
  return store.recordUses(sampleBatch(...Array.from(latest, ([keyId, usedAt]) => sampleUse(keyId, usedAt))))
}

/** A process that writes what it sees, batch after batch. */
export function sampleRecorder(store: Pick<Store, 'recordUses'>): (...uses: ConsumerUse[]) => Promise<void> {
  const recorder = randomUUID()
  let number = 0
  return (...uses) => {
    number += 1
    return store.recordUses({ recorder, number, uses })
  }
}

import type { StoreReader } from '../ports/store.ts'
import { evaluateRotation, type RotationEvaluation } from './evaluate-rotation.ts'
import type { RotationUnderWay } from './load-rotation-for.ts'

/** Where a rotation stands, by all that is known of the use of its keys at this moment. */
export async function observeRotation(
  store: StoreReader,
  { rotation, oldKey, newKey }: Pick<RotationUnderWay, 'rotation' | 'oldKey' | 'newKey'>,
  now: number,
): Promise<RotationEvaluation> {
  const [ofOld, ofNew] = [await store.listConsumers(oldKey.id), await store.listConsumers(newKey.id)]
  const evidence = {
    oldKey: { consumers: ofOld, lastUsedAt: oldKey.lastUsedAt },
    newKey: { consumers: ofNew, lastUsedAt: newKey.lastUsedAt },
    openedAt: rotation.openedAt,
    gone: await store.listGoneMarks(rotation.id),
  }
  return evaluateRotation(evidence, now)
}

import type { Instance } from '../instance.ts'
import { rotationMemoryMs } from '../model/rotation.ts'

// A beat takes no longer where a million have ended at once; the next one goes on.
const rotationsAtOnce = 500

/** Forgets rotations that ended long ago. To be called now and then on every node. */
export async function forgetRotations({ store, clock }: Pick<Instance, 'store' | 'clock'>): Promise<void> {
  await store.forgetRotations({ endedBefore: clock.now() - rotationMemoryMs, limit: rotationsAtOnce })
}

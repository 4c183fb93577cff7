import { advanceRotations, forgetRotations, type Instance } from '@keystead/core'
import type { UsageRecorder } from '@keystead/verifier'

// Each rotation is looked at by one node every few minutes; this is how soon after its time.
const beatMs = 60_000

/**
 * Has this node take its part in looking at rotations, until it is closed. A beat that fails is told of, and the next one goes on
 * where it has stopped.
 */
export function keepRotating(
  instance: Instance,
  usage: Pick<UsageRecorder, 'flush'>,
  onFailure: (error: unknown) => void,
): { close(): Promise<void> } {
  let beat: Promise<void> = Promise.resolve()
  const advance = async () => {
    try {
      // What this node has noted and not yet written may be what keeps a key alive.
      await usage.flush()
      await advanceRotations(instance)
      await forgetRotations(instance)
    } catch (error) {
      onFailure(error)
    }
  }
  const timer = setInterval(() => {
    beat = beat.then(advance)
  }, beatMs)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await beat
    },
  }
}

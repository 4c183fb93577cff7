import { KeysteadError } from '../keystead-error.ts'

export type Deadline = {
  /** In milliseconds. `Infinity` for none. */
  readonly timeoutMs: number
  /** The caller's own. */
  readonly signal: AbortSignal | undefined
}

// Timers of 2³¹ ms and more fire at once.
const longestTimerMs = 2 ** 31 - 1

/**
 * Runs something until it ends, the time is up (`TIMED_OUT`), or the caller gives up (the reason of their signal). Of
 * `AbortSignal.any` and `AbortSignal.timeout` not every runtime has both, and neither lets go of its timer early.
 */
export async function withDeadline<Result>(
  { timeoutMs, signal }: Deadline,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted()
  const controller = new AbortController()
  const giveUp = () => controller.abort(signal?.reason)
  const timer = setTimeout(() => controller.abort(timedOut(timeoutMs)), Math.min(timeoutMs, longestTimerMs))
  signal?.addEventListener('abort', giveUp)
  try {
    // Raced, too: a `fetch` of the caller's own may not heed its signal.
    return await Promise.race([run(controller.signal), untilAborted(controller.signal)])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

const timedOut = (timeoutMs: number) =>
  new KeysteadError('TIMED_OUT', { message: `The server did not answer within ${timeoutMs} ms` })

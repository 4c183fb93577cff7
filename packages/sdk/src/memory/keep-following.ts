import type { ChangeEvent, FollowChangesQuery } from '../api/api.ts'
import { KeysteadError } from '../keystead-error.ts'
import type { CallOptions, ServerEvent } from '../transport/make-caller.ts'
import type { Memory } from './make-memory.ts'

export type Following = {
  readonly followChanges: (query: FollowChangesQuery, options: CallOptions) => AsyncGenerator<ServerEvent<ChangeEvent>>
  readonly memory: Memory
  readonly now: () => number
  /** Ends it. */
  readonly signal: AbortSignal
  readonly onFailure: ((error: unknown) => void) | undefined
}

const longestSilenceMs = 10_000
const firstDelayMs = 100
const longestDelayMs = 5_000

/** Reads the stream of changes into the memory, and opens it anew whenever it ends, until the signal comes. */
export async function keepFollowing(following: Following): Promise<void> {
  const { memory, signal, onFailure } = following
  let failures = 0
  while (!signal.aborted) {
    const noteProof = () => {
      failures = 0
    }
    try {
      await followOnce(following, noteProof)
    } catch (error) {
      if (!signal.aborted) onFailure?.(error)
    } finally {
      memory.end()
    }
    // Not all at once: a node that stops sends away everybody who listens to it.
    const delayMs = Math.min(firstDelayMs * 2 ** failures++, longestDelayMs)
    await pause(delayMs * (0.5 + Math.random() / 2), signal)
  }
}

/** Reads one stream to its end. One that proves nothing for a lease is as good as broken: a cut connection need not show. */
async function followOnce({ followChanges, memory, now, signal }: Following, noteProof: () => void): Promise<void> {
  const abort = new AbortController()
  const stop = () => abort.abort(signal.reason)
  signal.addEventListener('abort', stop)
  const aborted = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason))
  })
  const breakOffAfter = (ms: number) => setTimeout(() => abort.abort(provesNothing(ms)), ms)
  let timer = breakOffAfter(longestSilenceMs)
  // Before the request is sent, and so before the server's own clock for it begins.
  const sentAt = now()
  let leaseMs = 0
  const events = followChanges({}, { signal: abort.signal })
  try {
    for (;;) {
      // Raced: a `fetch` of the caller's own may not heed its signal.
      const { done, value } = await Promise.race([events.next(), aborted])
      if (done) return
      const { event, data } = value
      memory.heed(event, data, { sentAt, now: now() })
      if (event === 'hello') leaseMs = data.leaseMs ?? 0
      const isProof = event === 'fresh' && memory.isTrusted(now())
      if (isProof) noteProof()
      if (isProof || event === 'hello') {
        clearTimeout(timer)
        timer = breakOffAfter(leaseMs)
      }
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    abort.abort()
    events.return(undefined).catch(() => {})
  }
}

const provesNothing = (ms: number) =>
  new KeysteadError('TIMED_OUT', { message: `The stream of changes proved nothing for ${ms} ms` })

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}

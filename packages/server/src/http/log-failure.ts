import type { KeysteadError } from '@keystead/core'
import type { FastifyBaseLogger } from 'fastify'
import { LineLimit } from './line-limit.ts'

type Log = Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>

// Of a flood, these tell as much as all of it would, and leave room on the disk. The metrics count them all.
const refusals = new LineLimit(1_000)

/**
 * Writes down why a request failed: what is ours to mend as an error with its cause, everything else as information, a thousand
 * of them a second at most. The ID is only for a log that is not the request's own, which says it by itself.
 */
export function logFailure({ log }: { readonly log: Log }, error: KeysteadError, reqId?: string): void {
  const { code, internal, kind, cause } = error
  const id = reqId === undefined ? {} : { reqId }
  if (kind === 'internal' || kind === 'unavailable') {
    log.error({ ...id, code, internal, err: cause }, error.message)
    return
  }
  const { isWritten, missed } = refusals.take()
  if (missed > 0) log.warn({ missed }, 'more was refused in a second than is written down')
  if (isWritten) log.info({ ...id, code, internal }, 'refused')
}

import type { KeysteadError } from '@keystead/core'
import type { FastifyBaseLogger } from 'fastify'

/**
 * Writes down why a request failed: what is ours to mend as an error with its cause, everything else as information. The ID is
 * only for a log that is not the request's own, which says it by itself.
 */
export function logFailure(
  { log }: { readonly log: Pick<FastifyBaseLogger, 'info' | 'error'> },
  error: KeysteadError,
  reqId?: string,
): void {
  const { code, internal, kind, cause } = error
  const id = reqId === undefined ? {} : { reqId }
  if (kind === 'internal' || kind === 'unavailable') log.error({ ...id, code, internal, err: cause }, error.message)
  else log.info({ ...id, code, internal }, 'refused')
}

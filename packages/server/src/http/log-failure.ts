import type { KeysteadError } from '@keystead/core'
import type { FastifyRequest } from 'fastify'

/** Writes down why a request failed: what is ours to mend as an error with its cause, everything else as information. */
export function logFailure({ log }: Pick<FastifyRequest, 'log'>, error: KeysteadError): void {
  const { code, internal, kind, cause } = error
  if (kind === 'internal' || kind === 'unavailable') log.error({ code, internal, err: cause }, error.message)
  else log.info({ code, internal }, 'refused')
}

import type { KeysteadError } from '@keystead/core'
import type { FastifyRequest } from 'fastify'

/** Writes down why a request failed: what is ours to mend as an error with its cause, everything else as information. */
export function logFailure(request: FastifyRequest, error: KeysteadError): void {
  const { code, internal, kind, cause } = error
  if (kind === 'internal' || kind === 'unavailable') request.log.error({ code, internal, err: cause }, error.message)
  else request.log.info({ code, internal }, 'refused')
}

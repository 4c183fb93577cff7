import type { KeysteadError } from '@keystead/core'
import { challenge } from './authenticate.ts'
import { statusOf } from './error-status.ts'

export const problemMediaType = 'application/problem+json; charset=utf-8'

/** What a client is told of a failure (RFC 9457). */
export function toProblem(error: Pick<KeysteadError, 'code' | 'kind' | 'message' | 'details'>, requestId: string) {
  return {
    type: `urn:keystead:error:${error.code}`,
    title: error.message,
    status: statusOf[error.kind],
    code: error.code,
    requestId,
    ...(error.details.length > 0 && { errors: [...error.details] }),
  }
}

/** What goes with that document, in the order in which it is written. */
export function problemHeaders({ kind, retryAfterMs }: KeysteadError): [name: string, value: string][] {
  return [
    ...(retryAfterMs === undefined
      ? []
      : [['retry-after', String(Math.ceil(retryAfterMs / 1000))] as [string, string]]),
    ...(kind === 'unauthenticated' ? [['www-authenticate', challenge] as [string, string]] : []),
    ['content-type', problemMediaType],
  ]
}

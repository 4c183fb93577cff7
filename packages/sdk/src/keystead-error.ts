import type { ErrorCode, ProblemDetail } from './api/api.ts'

/**
 * Why a call failed. The server's own codes, which are listed in its documentation and never renamed, and three of this
 * client: `NO_ANSWER` (the connection failed, so whether the server has done what was asked is unknown), `TIMED_OUT` (the
 * same, after `timeoutMs`) and `UNEXPECTED_ANSWER` (something answered that is not Keystead: a proxy, or a wrong `url`).
 */
export type KeysteadErrorCode = ErrorCode | 'NO_ANSWER' | 'TIMED_OUT' | 'UNEXPECTED_ANSWER'

type Parts = {
  readonly message: string
  readonly status?: number | undefined
  readonly requestId?: string | undefined
  readonly details?: readonly ProblemDetail[] | undefined
  readonly retryAfterMs?: number | undefined
}

/**
 * The one error that calls fail with, besides the reason of the caller's own `AbortSignal` and `TypeError` for arguments
 * that can be no request. It holds nothing that was sent, and no `cause` that might: a token cannot reach a log by it.
 *
 * @example
 * try {
 *   await client.keys.delete(id)
 * } catch (error) {
 *   if (!isKeysteadError(error, 'KEY_NOT_FOUND')) throw error
 * }
 */
export class KeysteadError extends Error {
  override readonly name = 'KeysteadError'
  readonly code: KeysteadErrorCode
  /** The HTTP status; undefined where no answer came. */
  readonly status: number | undefined
  /** Finds the request in the server's log. */
  readonly requestId: string | undefined
  /** What was wrong with which part of the request. */
  readonly details: readonly ProblemDetail[]
  /** In milliseconds, after which it may be tried again, where the server said so. */
  readonly retryAfterMs: number | undefined

  constructor(code: KeysteadErrorCode, { message, status, requestId, details = [], retryAfterMs }: Parts) {
    super(message)
    this.code = code
    this.status = status
    this.requestId = requestId
    this.details = details
    this.retryAfterMs = retryAfterMs
  }
}

/** Whether something that was caught is a {@link KeysteadError}, of one of the codes where any are given. */
export function isKeysteadError(error: unknown, ...codes: readonly KeysteadErrorCode[]): error is KeysteadError {
  return error instanceof KeysteadError && (codes.length === 0 || codes.includes(error.code))
}

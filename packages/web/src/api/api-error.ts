import type { Problem } from './schema.ts'

/** The server said no, and why. Never holds what was sent: that could be a secret. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly status: number
  readonly requestId: string | null
  readonly details: readonly { readonly path: string; readonly message: string }[]
  /** How long to wait before the next attempt, where the server said so. */
  readonly retryAfterSeconds: number | null

  constructor(problem: Partial<Problem> & { status: number }, retryAfterSeconds: number | null = null) {
    super(problem.title ?? `HTTP ${problem.status}`)
    this.code = problem.code ?? (problem.status >= 500 ? 'UNAVAILABLE' : 'INTERNAL')
    this.status = problem.status
    this.requestId = problem.requestId ?? null
    this.details = problem.errors ?? []
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** No answer came: whether the server has done what was asked is unknown. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
  constructor(cause: unknown) {
    super('The server did not answer', { cause })
  }
}

export const isApiError = (error: unknown, ...codes: readonly string[]): error is ApiError =>
  error instanceof ApiError && (codes.length === 0 || codes.includes(error.code))

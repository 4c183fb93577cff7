import { ApiError, ConnectionLost } from './api-error.ts'
import type { Problem } from './schema.ts'

type Query = Readonly<Record<string, string | number | undefined>>

export type RequestOptions = {
  readonly query?: Query
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  /** Lets a person press the button again after a lost answer without making the thing twice. */
  readonly idempotencyKey?: string
}

let onSessionLost: () => void = () => {}

/** Called when a call that needs a session finds that there is none (any more). */
export function whenSessionIsLost(listener: () => void): void {
  onSessionLost = listener
}

/** Calls that ask for a password or a link's token: their 401 says that it was wrong, not that a session ended. */
const openPaths = ['/session', '/setup', '/invitations/preview', '/invitations/accept', '/password-links/use']

/** Puts an address together; every part of the path that comes from data is encoded, so that no name leaves its place. */
export function pathOf(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent))
}

export const apiAddress = (path: string, query: Query = {}): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return `/api/v1${path}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`
}

/**
 * One call of `/api/v1`. Fails with `ApiError` when the server refuses, `ConnectionLost` when no answer comes, and
 * `AbortError` when the caller gave up. Nothing is tried again here: only reads may be, and their owner decides that.
 */
export async function request<Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  { query, body, signal, idempotencyKey }: RequestOptions = {},
): Promise<Answer> {
  const headers = new Headers({ accept: 'application/json' })
  if (body !== undefined) headers.set('content-type', 'application/json')
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey)

  let response: Response
  let text: string
  try {
    response = await fetch(apiAddress(path, query), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
    })
    text = await response.text()
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    throw new ConnectionLost(cause)
  }
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as Answer

  const retryAfter = Number.parseInt(response.headers.get('retry-after') ?? '', 10)
  const error = new ApiError(
    { ...readProblem(text), status: response.status },
    Number.isNaN(retryAfter) ? null : retryAfter,
  )
  if (error.code === 'UNAUTHENTICATED' || (error.status === 401 && !openPaths.includes(path))) onSessionLost()
  throw error
}

/** A proxy on the way answers with pages of its own. */
function readProblem(text: string): Partial<Problem> {
  try {
    const problem: unknown = JSON.parse(text)
    return typeof problem === 'object' && problem !== null ? problem : {}
  } catch {
    return {}
  }
}

import type { Problem } from '../api/api.ts'
import { KeysteadError } from '../keystead-error.ts'

/** What an answer that is no success says went wrong. A proxy on the way answers with pages of its own. */
export function readFailure({ status, headers }: Response, text: string): KeysteadError {
  const problem = readProblem(text)
  const retryAfterMs = readRetryAfter(headers.get('retry-after'))
  if (problem === undefined) {
    const message = `The answer, HTTP ${status}, is none of Keystead's`
    return new KeysteadError('UNEXPECTED_ANSWER', { message, status, retryAfterMs })
  }
  const { title, code, requestId, errors } = problem
  return new KeysteadError(code, { message: title, status, requestId, details: errors, retryAfterMs })
}

/** An answer that claims success and cannot be read. */
export function unreadableAnswer(status: number): KeysteadError {
  const message = `The answer, HTTP ${status}, is no JSON: is this the address of a Keystead server?`
  return new KeysteadError('UNEXPECTED_ANSWER', { message, status })
}

/**
 * The connection failed. What `fetch` threw stays here: its message may quote a header. The name of the failure
 * (`ECONNREFUSED`, `CERT_HAS_EXPIRED`) says enough.
 */
export function noAnswer(url: string, thrown?: unknown): KeysteadError {
  const names = [fieldOf(fieldOf(thrown, 'cause'), 'code'), fieldOf(thrown, 'code')]
  const name = names.find((one) => typeof one === 'string' && /^[A-Za-z_]{1,48}$/.test(one))
  const message = `${new URL(url).origin} did not answer${name === undefined ? '' : ` (${name})`}`
  return new KeysteadError('NO_ANSWER', { message })
}

function readProblem(text: string): Problem | undefined {
  try {
    const problem: unknown = JSON.parse(text)
    const type = fieldOf(problem, 'type')
    return typeof type === 'string' && type.startsWith('urn:keystead:error:') ? (problem as Problem) : undefined
  } catch {
    return undefined
  }
}

/** RFC 9110 §10.2.3: seconds, or a date. */
function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

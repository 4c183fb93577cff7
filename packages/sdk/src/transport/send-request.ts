import { isKeysteadError, type KeysteadError } from '../keystead-error.ts'
import { noAnswer, readFailure } from './read-failure.ts'

/** A request that is ready to be sent, as often as it takes. */
export type ReadyRequest = {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Whether sending it twice does what sending it once does. */
  readonly isRepeatable: boolean
}

const firstDelayMs = 100
// Beyond that, a caller would rather know.
const longestDelayMs = 5_000

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export type Sending = {
  readonly fetch: Fetch
  /** How often a request that is repeatable is sent again at most. */
  readonly retries: number
}

/**
 * Sends a request and answers with the good response, its body unread. What is repeatable is sent again where no answer came
 * or none of the servers behind a proxy could answer: after as long as they asked for, else soon.
 */
export async function sendRequest(
  { fetch, retries }: Sending,
  request: ReadyRequest,
  signal: AbortSignal,
): Promise<Response> {
  const mostRetries = request.isRepeatable ? retries : 0
  for (let retried = 0; ; retried++) {
    try {
      return await sendOnce(fetch, request, signal)
    } catch (error) {
      if (!isKeysteadError(error) || !isTransient(error) || retried >= mostRetries) throw error
      const delayMs = error.retryAfterMs ?? firstDelayMs * 2 ** retried * (0.5 + Math.random() / 2)
      if (delayMs > longestDelayMs) throw error
      await pause(delayMs, signal)
    }
  }
}

async function sendOnce(fetch: Fetch, { method, url, headers, body }: ReadyRequest, signal: AbortSignal) {
  let response: Response
  let text = ''
  try {
    // Never followed: the place that a redirect names must not get the token. `error` is not known to every runtime.
    response = await fetch(url, { method, headers, body: body ?? null, signal, redirect: 'manual' })
    if (!response.ok) text = await response.text()
  } catch (thrown) {
    signal.throwIfAborted()
    throw noAnswer(url, thrown)
  }
  if (!response.ok) throw readFailure(response, text)
  return response
}

const isTransient = ({ code, status }: KeysteadError) =>
  code === 'NO_ANSWER' || status === 502 || status === 503 || status === 504

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}

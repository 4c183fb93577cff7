import { useCallback, useRef, useState } from 'react'
import { isApiError } from '../api/api-error.ts'
import { useErrorText } from '../i18n/use-error-text.ts'
import { isSessionLost } from '../session/lost-session.ts'

export type Action<Arguments extends unknown[], Result> = {
  /** Resolves with nothing when it failed: the failure is then in `error`. */
  readonly perform: (...given: Arguments) => Promise<Result | undefined>
  readonly pending: boolean
  readonly failure: unknown
  /** The failure in words. */
  readonly error: string | null
  readonly reset: () => void
}

/**
 * Something a person does. Runs once however often the button is pressed, is never tried again by itself, and keeps no
 * result: an answer may hold a token, and a cache of answers would keep it.
 */
export function useAction<Arguments extends unknown[], Result>(
  work: (...given: Arguments) => Promise<Result>,
): Action<Arguments, Result> {
  const [state, setState] = useState<{ pending: boolean; failure: unknown }>({ pending: false, failure: null })
  const running = useRef(false)
  const latest = useRef(work)
  latest.current = work
  const text = useErrorText()

  const perform = useCallback(async (...given: Arguments) => {
    if (running.current) return undefined
    running.current = true
    setState({ pending: true, failure: null })
    try {
      const result = await latest.current(...given)
      setState({ pending: false, failure: null })
      return result
    } catch (failure) {
      // Whoever signs in again presses the button again; until then the request to sign in says all there is to say.
      const isSaid = isApiError(failure, 'UNAUTHENTICATED') && isSessionLost()
      setState({ pending: false, failure: isSaid ? null : failure })
      return undefined
    } finally {
      running.current = false
    }
  }, [])
  const reset = useCallback(() => setState({ pending: false, failure: null }), [])
  return { ...state, perform, error: state.failure === null ? null : text(state.failure), reset }
}

/**
 * One key for one request: asking again for the same, after an answer was lost, repeats it; asking for something else
 * is another request.
 */
export function useIdempotencyKey(): (body: unknown) => string {
  const used = useRef<{ body: string; key: string } | null>(null)
  return useCallback((body) => {
    const text = JSON.stringify(body)
    if (used.current?.body !== text) used.current = { body: text, key: crypto.randomUUID() }
    return used.current.key
  }, [])
}

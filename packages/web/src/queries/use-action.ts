import { isKeysteadError } from '@keystead/sdk'
import { useCallback, useRef, useState } from 'react'
import { useErrorText } from '../i18n/use-error-text.ts'
import { isSessionLost } from '../session/lost-session.ts'

export type Action<Arguments extends unknown[]> = {
  /** Resolves when it is over, and tells nobody how: that stands in `failure`, once this has been rendered again. */
  readonly perform: (...given: Arguments) => Promise<void>
  readonly pending: boolean
  readonly failure: unknown
  /** The failure in words. */
  readonly error: string | null
  readonly reset: () => void
}

/**
 * Something a person does. Runs once however often the button is pressed, is never tried again by itself, and keeps no
 * result: an answer may hold a token, and a cache of answers would keep it.
 *
 * What has no place of its own for `error` hands over `onFailure`, which is given the words: whoever reads `failure`
 * after `perform` reads that of the render before.
 */
export function useAction<Arguments extends unknown[]>(
  work: (...given: Arguments) => Promise<void>,
  onFailure?: (words: string) => void,
): Action<Arguments> {
  const [state, setState] = useState<{ pending: boolean; failure: unknown }>({ pending: false, failure: null })
  const running = useRef(false)
  const text = useErrorText()
  const latest = useRef({ work, onFailure, text })
  latest.current = { work, onFailure, text }

  const perform = useCallback(async (...given: Arguments) => {
    if (running.current) return
    running.current = true
    setState({ pending: true, failure: null })
    try {
      await latest.current.work(...given)
      setState({ pending: false, failure: null })
    } catch (failure) {
      // Whoever signs in again presses the button again; until then the request to sign in says all there is to say.
      const isSaid = isKeysteadError(failure, 'UNAUTHENTICATED') && isSessionLost()
      setState({ pending: false, failure: isSaid ? null : failure })
      if (!isSaid) latest.current.onFailure?.(latest.current.text(failure))
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

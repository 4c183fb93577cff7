import { isKeysteadError } from '@keystead/sdk'
import { useCallback } from 'react'
import { SessionNotKept } from '../session/session-not-kept.ts'
import { useFormat } from './use-format.ts'
import { useTranslation } from './use-translation.ts'

/** What a failure means, in the reader's language. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation()
  const { count } = useFormat()
  return useCallback(
    (error) => {
      if (isKeysteadError(error, 'NO_ANSWER', 'TIMED_OUT')) return t('trouble.connectionLost')
      if (error instanceof SessionNotKept) return t('trouble.sessionNotKept')
      // A proxy on the way answers with pages of its own.
      if (isKeysteadError(error, 'UNEXPECTED_ANSWER')) return t('errors.UNAVAILABLE')
      if (!isKeysteadError(error)) return t('errors.INTERNAL')
      if (error.code === 'TOO_MANY_ATTEMPTS' && error.retryAfterMs !== undefined) {
        const seconds = Math.ceil(error.retryAfterMs / 1000)
        return `${t('errors.TOO_MANY_ATTEMPTS')} ${t('trouble.retryIn', { count: seconds, formatted: count(seconds) })}`
      }
      // A server newer than this page may know more codes; its own English is better than nothing.
      const key: string = `errors.${error.code}`
      return i18n.exists(key) ? t(key as 'errors.INTERNAL') : error.message
    },
    [t, i18n, count],
  )
}

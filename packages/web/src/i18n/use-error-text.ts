import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, ConnectionLost } from '../api/api-error.ts'
import { SessionNotKept } from '../session/session-not-kept.ts'
import { useFormat } from './use-format.ts'

/** What a failure means, in the reader's language. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation()
  const { count } = useFormat()
  return useCallback(
    (error) => {
      if (error instanceof ConnectionLost) return t('trouble.connectionLost')
      if (error instanceof SessionNotKept) return t('trouble.sessionNotKept')
      if (!(error instanceof ApiError)) return t('errors.INTERNAL')
      const seconds = error.retryAfterSeconds
      if (error.code === 'TOO_MANY_ATTEMPTS' && seconds !== null) {
        return `${t('errors.TOO_MANY_ATTEMPTS')} ${t('trouble.retryIn', { count: seconds, formatted: count(seconds) })}`
      }
      // A server newer than this page may know more codes; its own English is better than nothing.
      const key: string = `errors.${error.code}`
      return i18n.exists(key) ? t(key as 'errors.INTERNAL') : error.message
    },
    [t, i18n, count],
  )
}

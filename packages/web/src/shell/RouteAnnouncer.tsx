import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'

/** Says where one is after each change of the page, and brings the keyboard there. Filters and tabs of a page do not count. */
export function RouteAnnouncer() {
  const { t } = useTranslation()
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname })
  const [said, setSaid] = useState('')
  const first = useRef(true)
  useEffect(() => {
    if (path === undefined) return
    if (first.current) {
      first.current = false
      return
    }
    // The page has set its title by then.
    const frame = requestAnimationFrame(() => {
      setSaid(t('common.navigatedTo', { title: document.title }))
      if (
        document.activeElement === document.body ||
        document.activeElement?.closest('nav, [role="menu"]') ||
        !document.activeElement?.isConnected
      ) {
        document.getElementById('content')?.focus({ preventScroll: true })
      }
    })
    return () => cancelAnimationFrame(frame)
  }, [path, t])
  return (
    <div aria-live="polite" aria-atomic="true" className="sr-only">
      {said}
    </div>
  )
}

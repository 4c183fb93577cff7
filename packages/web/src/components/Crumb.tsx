import type { ReactNode } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { Icon } from './Icon.tsx'

/** Of what list this is one thing: `children` is the link to it. */
export function Crumb({ here, children }: { readonly here: string; readonly children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <nav
      aria-label={t('common.youAreHere')}
      className="mb-2 flex items-center gap-1 text-sm text-ink-muted [&_a]:shrink-0 [&_a]:rounded [&_a:hover]:text-ink [&_a:hover]:underline"
    >
      {children}
      <Icon name="right" className="size-3.5" />
      <span className="truncate">{here}</span>
    </nav>
  )
}

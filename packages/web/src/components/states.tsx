import { isKeysteadError } from '@keystead/sdk'
import type { ReactNode } from 'react'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button, ButtonLink } from './Button.tsx'
import { cx } from './cx.ts'
import { Icon, type IconName } from './Icon.tsx'

export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  readonly icon: IconName
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className="flex flex-col items-center gap-1.5 px-6 py-14 text-center">
      <span className="mb-2 flex size-11 items-center justify-center rounded-full bg-accent-soft text-accent">
        <Icon name={icon} className="size-5" />
      </span>
      <p className="text-lg font-semibold">{title}</p>
      {children && <p className="max-w-md text-sm text-ink-muted">{children}</p>}
      {action && <div className="mt-4 flex gap-2">{action}</div>}
    </div>
  )
}

/** What could not be loaded: why, a way to try again, and what to tell whoever runs the server. */
export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation()
  const text = useErrorText()
  const forbidden = isKeysteadError(error, 'FORBIDDEN')
  const missing = isKeysteadError(error) && error.status === 404
  // Nothing was asked for but to read: there is nothing that may have been done.
  const offline = isKeysteadError(error, 'NO_ANSWER', 'TIMED_OUT')
  const hint = forbidden ? t('trouble.forbiddenHint') : offline ? t('trouble.offline') : text(error)
  return (
    <div role="alert" className="appear flex flex-col items-center gap-1.5 px-6 py-14 text-center">
      <span
        className={cx(
          'mb-2 flex size-11 items-center justify-center rounded-full',
          forbidden ? 'bg-sunken text-ink-muted' : 'bg-danger-soft text-danger',
        )}
      >
        <Icon name={forbidden ? 'lock' : offline ? 'offline' : 'warning'} className="size-5" />
      </span>
      <p className="text-lg font-semibold">
        {forbidden ? t('trouble.forbiddenTitle') : missing ? t('trouble.notFoundTitle') : t('trouble.loadFailed')}
      </p>
      <p className="max-w-md text-sm text-ink-muted">{hint}</p>
      {onRetry && !forbidden && !missing && (
        <Button className="mt-4" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
      {(forbidden || missing) && (
        <ButtonLink className="mt-4" to="/settings/api-keys">
          {t('trouble.toYourKeys')}
        </ButtonLink>
      )}
      {isKeysteadError(error) && error.requestId && (error.status ?? 0) >= 500 && (
        <p className="mt-3 text-xs text-ink-faint">
          {t('common.requestId')}{' '}
          <code className="font-mono select-all" translate="no">
            {error.requestId}
          </code>
        </p>
      )}
    </div>
  )
}

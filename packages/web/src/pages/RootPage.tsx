import { isKeysteadError } from '@keystead/sdk'
import { type ErrorComponentProps, Outlet } from '@tanstack/react-router'
import { Button, ButtonLink } from '../components/Button.tsx'
import { Logo } from '../components/Icon.tsx'
import { usePageTitle } from '../components/PageHeader.tsx'
import { EmptyState, ErrorState } from '../components/states.tsx'
import { Toaster } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useSessionLost } from '../session/lost-session.ts'
import { useInShell } from '../shell/in-shell.ts'
import { SignInAgainDialog } from '../shell/lazy-sign-in-again.ts'
import { RouteAnnouncer } from '../shell/RouteAnnouncer.tsx'

export function RootPage() {
  const isLost = useSessionLost()
  return (
    <>
      <RouteAnnouncer />
      <Outlet />
      {isLost && <SignInAgainDialog />}
      <Toaster />
    </>
  )
}

export function NotFoundPage() {
  const { t } = useTranslation()
  usePageTitle(t('trouble.notFoundTitle'))
  return (
    <main id="content" tabIndex={-1} className="flex min-h-[70dvh] flex-col items-center justify-center">
      <h1 className="sr-only">{t('trouble.notFoundTitle')}</h1>
      <EmptyState
        icon="search"
        title={t('trouble.notFoundTitle')}
        action={
          <ButtonLink look="primary" to="/settings/api-keys">
            {t('trouble.toYourKeys')}
          </ButtonLink>
        }
      >
        {t('trouble.notFoundHint')}
      </EmptyState>
    </main>
  )
}

/** Nothing of the page could be shown: the server did not answer, or the page itself has a fault. */
export function TroublePage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const inShell = useInShell()
  const expected = isKeysteadError(error)
  const title = expected ? t('trouble.loadFailed') : t('trouble.crashed')
  usePageTitle(title)
  const trouble = expected ? (
    <ErrorState error={error} onRetry={() => window.location.reload()} />
  ) : (
    <EmptyState
      icon="warning"
      title={title}
      action={
        <Button
          onClick={() => {
            reset()
            window.location.reload()
          }}
        >
          {t('trouble.reload')}
        </Button>
      }
    >
      {t('trouble.crashedHint')}
    </EmptyState>
  )
  if (inShell) {
    return (
      <>
        <h1 className="sr-only">{title}</h1>
        {trouble}
      </>
    )
  }
  return (
    <main id="content" tabIndex={-1} className="flex min-h-[70dvh] flex-col items-center justify-center">
      <h1 className="mb-2">
        <span className="sr-only">Keystead</span>
        <Logo />
      </h1>
      {trouble}
    </main>
  )
}

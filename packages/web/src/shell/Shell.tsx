import type { Me } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { createLink, Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react'
import { keystead } from '../api/keystead.ts'
import { Logo } from '../components/Icon.tsx'
import { Menu, MenuChoice, MenuItem, MenuLink, MenuSeparator } from '../components/Menu.tsx'
import { toastFailure } from '../components/Toaster.tsx'
import { chooseLanguage, type Language, languages } from '../i18n/language.ts'
import { themes, useTheme } from '../i18n/theme.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction } from '../queries/use-action.ts'
import { useMe } from '../queries/use-me.ts'
import { InShell } from './in-shell.ts'
import { mostInMenu, OrganizationLinks, OrganizationSwitcher } from './OrganizationSwitcher.tsx'

/** What is the same on every page of someone who is signed in. */
export function Shell({
  organizationName,
  sections,
  children,
}: {
  readonly organizationName?: string | undefined
  readonly sections?: ReactNode
  readonly children: ReactNode
}) {
  const { t } = useTranslation()
  const me = useMe()
  const nav = useRef<HTMLElement>(null)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  // On a phone the sections are wider than the screen. Without the page itself moving: `scrollIntoView` could.
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>('[aria-current="page"]')
    if (path && nav.current && current)
      nav.current.scrollLeft = current.offsetLeft - (nav.current.clientWidth - current.offsetWidth) / 2
  }, [path])
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex h-14 max-w-6xl items-center gap-2 px-4 sm:px-6">
          <Link to="/" aria-label={t('shell.home')} className="-m-1 flex items-center gap-2.5 rounded-lg p-1">
            <Logo />
            <span className="hidden text-lg font-semibold tracking-tight sm:inline">Keystead</span>
          </Link>
          <span aria-hidden="true" className="ml-1 h-5 w-px rotate-20 bg-line-strong/50" />
          <OrganizationSwitcher me={me} current={organizationName} />
          <div className="ml-auto">
            <ProfileMenu me={me} />
          </div>
        </div>
        {sections && (
          <nav
            ref={nav}
            aria-label={t('shell.sections')}
            className="relative mx-auto -mb-px flex max-w-6xl gap-1 overflow-x-auto px-2.5 [scrollbar-width:none] sm:px-4.5"
          >
            {sections}
          </nav>
        )}
      </header>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 pt-7 pb-20 sm:px-6">
        <InShell value>{children}</InShell>
      </main>
    </div>
  )
}

/** A button, since an address with `#…` would be another page to the history. */
function SkipLink() {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      onClick={() => document.getElementById('content')?.focus()}
      className="fixed top-2 left-2 z-70 -translate-y-16 rounded-md bg-ink px-3 py-2 text-sm text-canvas focus:translate-y-0"
    >
      {t('common.skipToContent')}
    </button>
  )
}

export const SectionLink = createLink(function PlainSectionLink(props: ComponentProps<'a'>) {
  return (
    <a
      {...props}
      className="shrink-0 border-b-2 border-transparent px-2.5 py-2.5 text-sm whitespace-nowrap text-ink-muted outline-offset-[-3px] transition-colors duration-100 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
    />
  )
})

function ProfileMenu({ me }: { readonly me: Me }) {
  const { t, i18n } = useTranslation()
  const [theme, setTheme] = useTheme()
  const client = useQueryClient()
  const navigate = useNavigate()
  const signOut = useAction(async () => {
    await keystead.sessions.signOut()
    await navigate({ to: '/sign-in', search: { reason: 'signed-out' } })
    client.clear()
  }, toastFailure)
  const { name } = me.principal
  const email = me.principal.type === 'user' ? me.principal.email : me.principal.id
  return (
    <Menu
      wide
      trigger={
        <button
          type="button"
          aria-label={t('shell.profileMenu')}
          className="flex size-9 pointer-coarse:size-10 items-center justify-center rounded-full border border-line bg-accent-soft text-sm font-semibold text-accent hover:border-accent data-popup-open:border-accent"
        >
          {[...name][0]?.toUpperCase() ?? '?'}
        </button>
      }
    >
      <div className="flex flex-col px-2.5 py-2">
        <span className="truncate text-sm font-medium">{name}</span>
        <span className="truncate text-xs text-ink-muted">{email}</span>
      </div>
      <MenuSeparator />
      <MenuLink to="/settings">{t('shell.userSettings')}</MenuLink>
      {me.instanceAdmin && <MenuLink to="/admin/users">{t('administration.title')}</MenuLink>}
      <MenuSeparator />
      {me.organizations.length <= mostInMenu && (
        <>
          <OrganizationLinks me={me} />
          <MenuSeparator />
        </>
      )}
      <MenuChoice<Language>
        label={t('shell.language')}
        value={i18n.language as Language}
        options={(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value] }))}
        onChange={(language) => void chooseLanguage(language)}
      />
      <MenuChoice
        label={t('shell.theme')}
        value={theme}
        options={themes.map((value) => ({ value, label: t(`shell.themes.${value}`) }))}
        onChange={setTheme}
      />
      <MenuSeparator />
      <MenuItem onSelect={() => void signOut.perform()}>{t('shell.signOut')}</MenuItem>
    </Menu>
  )
}

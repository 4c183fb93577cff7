import type { ReactNode } from 'react'
import { CompactSelect } from '../../components/Field.tsx'
import { Logo } from '../../components/Icon.tsx'
import { usePageTitle } from '../../components/PageHeader.tsx'
import { chooseLanguage, type Language, languages } from '../../i18n/language.ts'
import { useTranslation } from '../../i18n/use-translation.ts'

/** The pages that one sees before one is in. */
export function EntryLayout({
  title,
  heading,
  lead,
  children,
  footer,
}: {
  readonly title: string
  readonly heading: string
  readonly lead?: ReactNode
  readonly children: ReactNode
  readonly footer?: ReactNode
}) {
  const { t, i18n } = useTranslation()
  usePageTitle(title)
  return (
    <div className="flex min-h-dvh flex-col px-4">
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center gap-6 py-10 sm:pb-24"
      >
        <div className="flex flex-col gap-4">
          <Logo />
          <div className="flex flex-col gap-1.5">
            <h1 id="page-title" tabIndex={-1} className="text-xl font-semibold tracking-tight">
              {heading}
            </h1>
            {lead && <p className="text-ink-muted">{lead}</p>}
          </div>
        </div>
        {children}
        {footer && <div className="text-sm text-ink-muted">{footer}</div>}
      </main>
      <footer className="flex justify-center pb-6">
        <CompactSelect<Language>
          label={t('shell.language')}
          value={i18n.language as Language}
          options={(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value] }))}
          onChange={(language) => void chooseLanguage(language)}
        />
      </footer>
    </div>
  )
}

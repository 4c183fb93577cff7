import type { ComponentProps } from 'react'
import { Icon } from '../components/Icon.tsx'
import { useTranslation } from '../i18n/use-translation.ts'

export function SwitcherButton({
  current,
  ...rest
}: Omit<ComponentProps<'button'>, 'className' | 'children'> & { readonly current: string | undefined }) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      {...rest}
      className="inline-flex h-9 min-w-0 items-center gap-1.5 rounded-md px-2 text-base font-medium hover:bg-hover data-popup-open:bg-hover"
    >
      <span className="sr-only">{t('shell.switchOrganization')}: </span>
      <span className="max-w-40 truncate sm:max-w-72">{current ?? t('shell.organizations')}</span>
      <Icon name="updown" className="size-3.5 text-ink-faint" />
    </button>
  )
}

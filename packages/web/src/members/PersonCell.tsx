import type { Person } from '@keystead/sdk'
import { Badge } from '../components/Badge.tsx'
import { useTranslation } from '../i18n/use-translation.ts'

export function PersonCell({ person, isSelf }: { readonly person: Person; readonly isSelf: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="flex min-w-0 items-center gap-2.5">
      <span
        aria-hidden="true"
        className="flex size-8 shrink-0 items-center justify-center rounded-full bg-sunken text-xs font-semibold text-ink-muted"
      >
        {[...person.name][0]?.toUpperCase() ?? '?'}
      </span>
      <div className="flex min-w-0 flex-col">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{person.name}</span>
          {isSelf && <Badge tone="accent">{t('common.you')}</Badge>}
        </span>
        <span className="truncate text-xs text-ink-muted">{person.email}</span>
      </div>
    </div>
  )
}

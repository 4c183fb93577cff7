import { useTranslation } from '../i18n/use-translation.ts'

/** What rotating means, before it is done. */
export function Steps({ issue }: { readonly issue: string }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">{t('rotations.dialog.steps')}</h3>
      <ol className="flex list-decimal flex-col gap-1 pl-5 text-sm text-ink-muted">
        <li>{issue}</li>
        <li>{t('rotations.dialog.move')}</li>
        <li>{t('rotations.dialog.end')}</li>
      </ol>
    </div>
  )
}

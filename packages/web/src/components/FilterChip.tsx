import { useTranslation } from '../i18n/use-translation.ts'
import { IconButton } from './Button.tsx'

/** A filter that was chosen: it can be taken away here. The focus then goes to the page's title, not nowhere. */
export function FilterChip({ children, onRemove }: { readonly children: string; readonly onRemove: () => void }) {
  const { t } = useTranslation()
  return (
    <span className="inline-flex h-9 max-w-full items-center gap-1 rounded-md border border-line bg-sunken pl-3 text-sm pointer-coarse:h-11">
      <span className="truncate" title={children}>
        {children}
      </span>
      <IconButton
        icon="close"
        label={t('common.removeFilter', { filter: children })}
        onClick={() => {
          onRemove()
          document.getElementById('page-title')?.focus()
        }}
      />
    </span>
  )
}

import type { StaleKind } from '@keystead/sdk'
import { Button } from '../components/Button.tsx'
import { FilterChip } from '../components/FilterChip.tsx'
import { Menu, MenuChoice } from '../components/Menu.tsx'
import { EmptyState } from '../components/states.tsx'
import { useTranslation } from '../i18n/use-translation.ts'

export const staleKinds: readonly StaleKind[] = [
  'never_used',
  'unused_30d',
  'unused_90d',
  'unused_365d',
  'expiring',
  'owner_gone',
]

type StaleFilterProps = {
  readonly kind: StaleKind | undefined
  readonly kinds: readonly StaleKind[]
  readonly onChange: (kind: StaleKind | undefined) => void
}

/** Finds the keys that may be one too many. What was chosen stands beside it until it is taken away. */
export function StaleFilter({ kind, kinds, onChange }: StaleFilterProps) {
  const { t } = useTranslation()
  return (
    <>
      {/* What an open menu has beside its button takes no room in here, and so moves no filter. */}
      <div className="max-sm:grow">
        <Menu
          align="start"
          trigger={
            <Button icon="history" className="h-9 w-full pointer-coarse:h-11">
              {t('keyLife.stale.filter')}
            </Button>
          }
        >
          <MenuChoice<StaleKind | ''>
            label={t('keyLife.stale.filter')}
            value={kind ?? ''}
            options={[
              { value: '', label: t('keyLife.stale.anyKind') },
              ...kinds.map((value) => ({ value, label: t(`keyLife.stale.kinds.${value}`) })),
            ]}
            onChange={(value) => onChange(value || undefined)}
            closes
          />
        </Menu>
      </div>
      {kind && <FilterChip onRemove={() => onChange(undefined)}>{t(`keyLife.stale.kinds.${kind}`)}</FilterChip>}
    </>
  )
}

/** That nothing of the kind was found is what one hopes for. */
export function NothingStale({ kind, onClear }: { readonly kind: StaleKind; readonly onClear: () => void }) {
  const { t } = useTranslation()
  return (
    <EmptyState
      icon="check"
      title={t(`keyLife.stale.empty.${kind}.title`)}
      action={<Button onClick={onClear}>{t('keyLife.stale.showAll')}</Button>}
    >
      {t(`keyLife.stale.empty.${kind}.hint`)}
    </EmptyState>
  )
}

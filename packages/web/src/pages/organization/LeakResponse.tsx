import type { Policies } from '@keystead/sdk'
import { CompactSelect } from '../../components/Field.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useTranslation } from '../../i18n/use-translation.ts'

const responses = ['alert', 'disable', 'rotate'] as const satisfies readonly Policies['onLeak'][]

const hourSeconds = 3_600
const offeredGraces = [1, 4, 24, 72, 168].map((hours) => hours * hourSeconds)

/** What becomes of a leaked key and, where it goes on working for a while, for how long. */
export function LeakResponse({
  policies: { onLeak, leakGraceSeconds },
  disabled,
  onChange,
}: {
  readonly policies: Policies
  readonly disabled: boolean
  readonly onChange: (change: Partial<Policies>) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  // What was set by other means is offered, too, so that it can be seen.
  const graces = [...new Set([...offeredGraces, leakGraceSeconds])].sort((a, b) => a - b)
  return (
    <div className="flex flex-wrap gap-2">
      <CompactSelect
        label={t('policies.onLeak')}
        value={onLeak}
        disabled={disabled}
        options={responses.map((value) => ({ value, label: t(`policies.onLeakChoices.${value}`) }))}
        onChange={(value) => onChange({ onLeak: value })}
        className="w-36"
      />
      {onLeak === 'rotate' && (
        <CompactSelect
          label={t('policies.leakGrace')}
          value={String(leakGraceSeconds)}
          disabled={disabled}
          options={graces.map((seconds) => ({ value: String(seconds), label: format.seconds(seconds) }))}
          onChange={(value) => onChange({ leakGraceSeconds: Number(value) })}
          className="w-36"
        />
      )}
    </div>
  )
}

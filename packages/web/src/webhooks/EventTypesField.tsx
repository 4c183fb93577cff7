import type { EventType } from '@keystead/sdk'
import { useId } from 'react'
import { FieldError, RadioCards } from '../components/Field.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { eventGroups, typesIn } from './event-groups.ts'

export type Wanted = { readonly kind: 'all' | 'some'; readonly types: readonly EventType[] }

/** Everything, or some of it: each with a plain word of when it happens. */
export function EventTypesField({
  wanted,
  onChange,
  missing,
}: {
  readonly wanted: Wanted
  readonly onChange: (wanted: Wanted) => void
  /** Some were to be chosen, and none was. */
  readonly missing: boolean
}) {
  const { t } = useTranslation()
  const name = useId()
  const toggle = (type: EventType, chosen: boolean) =>
    onChange({ ...wanted, types: chosen ? [...wanted.types, type] : wanted.types.filter((each) => each !== type) })
  return (
    <div className="flex flex-col gap-4">
      <RadioCards<Wanted['kind']>
        legend={t('webhooks.wanted')}
        name={name}
        value={wanted.kind}
        onChange={(kind) => onChange({ ...wanted, kind })}
        options={[
          { value: 'all', label: t('webhooks.wantAll'), hint: t('webhooks.wantAllHint') },
          { value: 'some', label: t('webhooks.wantSome'), hint: t('webhooks.wantSomeHint') },
        ]}
      />
      {wanted.kind === 'some' &&
        eventGroups.map((group) => (
          <fieldset key={group} className="flex flex-col">
            <legend className="mb-1 text-xs font-medium text-ink-muted">{t(`webhooks.groups.${group}`)}</legend>
            <div className="grid gap-x-4 sm:grid-cols-2">
              {typesIn(group).map((type) => (
                <EventTypeBox
                  key={type}
                  type={type}
                  checked={wanted.types.includes(type)}
                  onChange={(chosen) => toggle(type, chosen)}
                />
              ))}
            </div>
          </fieldset>
        ))}
      {missing && <FieldError>{t('webhooks.noneChosen')}</FieldError>}
    </div>
  )
}

function EventTypeBox({
  type,
  checked,
  onChange,
}: {
  readonly type: EventType
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <label className="flex gap-2.5 rounded-md py-1.5 text-sm">
      <input
        type="checkbox"
        checked={checked}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="flex min-w-0 flex-col">
        <span id={`${id}-name`}>{t(`webhooks.events.${type}.name`)}</span>
        <span id={`${id}-hint`} className="text-xs text-ink-muted">
          {t(`webhooks.events.${type}.hint`)}
        </span>
      </span>
    </label>
  )
}

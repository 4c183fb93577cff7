import type { RotationCompletion } from '@keystead/sdk'
import { useId } from 'react'
import { Checkbox, RadioCards, SelectField, TextField } from '../components/Field.tsx'
import { toDateText } from '../components/to-date-text.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import {
  type DeadlineAction,
  type DeadlineChoice,
  type DeadlineForm,
  deadlineDays,
  type RotationTerms,
} from './use-rotation-terms.ts'

const dayMs = 86_400_000
const actions: readonly DeadlineAction[] = ['alert', 'extend', 'revoke']

/** Who deletes the old key, and by when; for a leak neither, since it is deleted at once. */
export function TermsFields({ terms }: { readonly terms: RotationTerms }) {
  const { t } = useTranslation()
  const group = useId()
  return (
    <>
      {!terms.leaked && (
        <>
          <RadioCards<RotationCompletion>
            legend={t('rotations.dialog.completion')}
            name={group}
            value={terms.completion}
            onChange={terms.setCompletion}
            options={[
              { value: 'manual', label: t('rotations.dialog.manual'), hint: t('rotations.dialog.manualHint') },
              { value: 'automatic', label: t('rotations.dialog.automatic'), hint: t('rotations.dialog.automaticHint') },
            ]}
          />
          <DeadlineFields deadline={terms.deadline} />
        </>
      )}
      <Checkbox checked={terms.leaked} onChange={terms.setLeaked}>
        {t('rotations.dialog.leak')}
      </Checkbox>
    </>
  )
}

/** By when it should be over, and what happens if it is not. */
export function DeadlineFields({ deadline }: { readonly deadline: DeadlineForm }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { choice, at, now } = deadline
  const choices: DeadlineChoice[] = ['none', ...deadlineDays.map((days) => `${days}` as const), 'custom']
  const label = (each: DeadlineChoice) =>
    each === 'none'
      ? t('rotations.dialog.deadlineNone')
      : each === 'custom'
        ? t('rotations.dialog.custom')
        : t('rotations.dialog.inDays', { count: Number(each), formatted: format.count(Number(each)) })
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <SelectField
        label={t('rotations.deadline')}
        value={choice}
        options={choices.map((value) => ({ value, label: label(value) }))}
        onChange={deadline.setChoice}
        hint={typeof at === 'number' && t('rotations.dialog.onDay', { date: format.day(new Date(at)) })}
      />
      {choice === 'custom' && (
        <TextField
          type="date"
          label={t('rotations.dialog.date')}
          value={deadline.date}
          min={toDateText(now + dayMs)}
          onChange={deadline.setDate}
          error={deadline.isMissing ? t('rotations.dialog.dateMissing') : null}
        />
      )}
      {choice !== 'none' && (
        <SelectField<DeadlineAction>
          label={t('rotations.dialog.then')}
          value={deadline.then}
          options={actions.map((value) => ({ value, label: t(`rotations.dialog.thens.${value}`) }))}
          onChange={deadline.setThen}
          hint={deadline.then === 'revoke' && t('rotations.dialog.revokeHint')}
        />
      )}
    </div>
  )
}

import { type ApiKey, isKeysteadError } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { RadioCards, SelectField, TextField } from '../components/Field.tsx'
import { toast } from '../components/Toaster.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction } from '../queries/use-action.ts'
import { KeyList } from './KeyDialogs.tsx'

const presetMinutes = ['5', '15', '30', '60', '240', '1440'] as const
type Preset = (typeof presetMinutes)[number]
const mostMinutes = 30 * 24 * 60

type DisableKeyDialogProps = {
  readonly item: ApiKey
  /** What is offered first: for some minutes, or until somebody enables it. */
  readonly brownOut: boolean
  readonly onClose: () => void
}

export function DisableKeyDialog({ item, brownOut, onClose }: DisableKeyDialogProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const name = useId()
  const cancel = useRef<HTMLButtonElement>(null)
  const form = useDuration(brownOut)
  const disable = useAction(async () => {
    const minutes = form.read()
    if (minutes === undefined) return
    const { disabled } = await keystead.keys.disable(item.id, minutes === null ? {} : { minutes })
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(
      disabled?.until
        ? t('keyLife.brownedOut', { name: item.name, time: format.clock(disabled.until) })
        : t('keyLife.disabled', { name: item.name }),
    )
    onClose()
  })
  // Somebody else was faster: what stands behind the dialog is no longer true.
  const isOutdated = isKeysteadError(disable.failure, 'KEY_DISABLED_BY_ADMIN', 'KEY_NOT_FOUND')
  useEffect(() => {
    if (isOutdated) void client.invalidateQueries({ queryKey: ['keys'] })
  }, [isOutdated, client])
  return (
    <Dialog
      title={t('keyLife.disableTitle', { name: item.name })}
      description={t('keyLife.disableHint')}
      onClose={onClose}
      initialFocus={cancel}
      onSubmit={() => !disable.pending && void disable.perform()}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" look="danger" pending={disable.pending}>
            {form.kind === 'while' ? t('keyLife.brownOutAction') : t('keyLife.disableAction')}
          </Button>
        </>
      }
    >
      <KeyList label={t('keys.one')} items={[item]} />
      <RadioCards<'until' | 'while'>
        legend={t('keyLife.howLong')}
        name={name}
        value={form.kind}
        onChange={form.setKind}
        options={[
          { value: 'until', label: t('keyLife.untilEnabled'), hint: t('keyLife.untilEnabledHint') },
          { value: 'while', label: t('keyLife.forAWhile'), hint: t('keyLife.forAWhileHint') },
        ]}
      />
      {form.kind === 'while' && <DurationFields form={form} />}
      {disable.error && <Callout tone="danger">{disable.error}</Callout>}
    </Dialog>
  )
}

function useDuration(brownOut: boolean) {
  const [kind, setKind] = useState<'until' | 'while'>(brownOut ? 'while' : 'until')
  const [preset, setPreset] = useState<Preset | 'custom'>('15')
  const [text, setText] = useState('')
  const [missing, setMissing] = useState(false)
  const minutes = Number(preset === 'custom' ? text : preset)
  const isGood = Number.isInteger(minutes) && minutes >= 1 && minutes <= mostMinutes
  return {
    kind,
    setKind,
    preset,
    setPreset,
    text,
    setText: (changed: string) => {
      setText(changed)
      setMissing(false)
    },
    missing,
    /** Undefined where no number of minutes was given that can be. */
    minutes: isGood ? minutes : undefined,
    /** Null: until somebody enables it. */
    read: (): number | null | undefined => {
      if (kind === 'until') return null
      setMissing(!isGood)
      return isGood ? minutes : undefined
    },
  }
}

function DurationFields({ form }: { readonly form: ReturnType<typeof useDuration> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { minutes } = form
  const hint =
    minutes === undefined
      ? undefined
      : t('keyLife.returnsAt', { time: format.clock(new Date(Date.now() + minutes * 60_000)) })
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField<Preset | 'custom'>
        label={t('keyLife.duration')}
        value={form.preset}
        hint={hint}
        options={[
          ...presetMinutes.map((value) => ({ value, label: format.seconds(Number(value) * 60) })),
          { value: 'custom', label: t('keyLife.customDuration') },
        ]}
        onChange={form.setPreset}
      />
      {form.preset === 'custom' && (
        <TextField
          label={t('keyLife.minutes')}
          inputMode="numeric"
          maxLength={5}
          value={form.text}
          onChange={form.setText}
          error={form.missing ? t('keyLife.minutesMissing', { most: format.count(mostMinutes) }) : null}
        />
      )}
    </div>
  )
}

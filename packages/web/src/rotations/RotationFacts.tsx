import type { ApiKey, Rotation } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Switch } from '../components/Switch.tsx'
import { TimeText } from '../components/TimeText.tsx'
import { toast } from '../components/Toaster.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction } from '../queries/use-action.ts'
import { useMe } from '../queries/use-me.ts'
import { KeyPageLink } from './RotationLink.tsx'
import { isUnderWay } from './rotation-state.ts'

type FactsProps = {
  readonly rotation: Rotation & { readonly oldKey: ApiKey | null; readonly newKey: ApiKey | null }
  readonly onChangeDeadline: () => void
}

const weekMs = 7 * 86_400_000

/** Its keys and its terms, and what can be changed of them. */
export function RotationFacts({ rotation, onChangeDeadline }: FactsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const underWay = isUnderWay(rotation)
  const opened = format.day(rotation.openedAt)
  return (
    <dl className="grid gap-x-8 gap-y-5 border-t border-line px-5 py-5 sm:grid-cols-2 lg:grid-cols-4">
      <Fact name={t('rotations.oldKey')}>
        <KeyFact id={rotation.oldKeyId} item={rotation.oldKey} />
      </Fact>
      <Fact name={t('rotations.newKey')}>
        <KeyFact id={rotation.newKeyId} item={rotation.newKey} />
      </Fact>
      <Fact name={t('rotations.opened')}>
        {rotation.openedBy === me.principal.id ? t('rotations.openedByYou', { date: opened }) : opened}
        {!underWay && (
          <span className="text-xs text-ink-muted">{t(`rotations.completions.${rotation.completion}`)}</span>
        )}
      </Fact>
      {underWay && <Deadline rotation={rotation} onChange={onChangeDeadline} />}
      {underWay && <AutomaticSwitch rotation={rotation} />}
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-xs text-ink-muted">{name}</dt>
      <dd className="flex min-w-0 flex-col items-start gap-0.5 break-words">{children}</dd>
    </div>
  )
}

function KeyFact({ id, item }: { readonly id: string; readonly item: ApiKey | null }) {
  const { t } = useTranslation()
  const code = (
    <code translate="no" className="font-mono text-sm">
      {id}
    </code>
  )
  if (item === null) {
    return (
      <>
        {code}
        <span className="text-xs text-ink-muted">{t('rotations.keyDeleted')}</span>
      </>
    )
  }
  return (
    <>
      <KeyPageLink id={id}>{code}</KeyPageLink>
      <span className="text-xs text-ink-muted">
        {t('common.lastUsed')} <TimeText time={item.lastUsedAt} relative empty={t('keys.neverUsed')} />
      </span>
    </>
  )
}

function Deadline({ rotation, onChange }: { readonly rotation: Rotation; readonly onChange: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { id, deadline } = rotation
  const extend = useAction(
    async () => {
      if (deadline === null) return
      const at = new Date(Math.max(Date.now(), Date.parse(deadline.at)) + weekMs).toISOString()
      await keystead.rotations.change(id, { deadline: { ...deadline, at } })
      await client.invalidateQueries({ queryKey: ['rotations'] })
      toast(t('rotations.deadlineDialog.extended', { date: format.day(at) }))
    },
    (words) => toast(words, 'danger'),
  )
  return (
    <Fact name={t('rotations.deadline')}>
      <span>
        {deadline === null
          ? t('rotations.noDeadline')
          : t('rotations.deadlineThen', {
              date: format.day(deadline.at),
              action: t(`rotations.thens.${deadline.then}`),
            })}
      </span>
      <span className="mt-1 flex flex-wrap gap-2">
        <Button onClick={onChange}>{t('rotations.actions.changeDeadline')}</Button>
        {deadline !== null && (
          <Button pending={extend.pending} onClick={() => void extend.perform()}>
            {t('rotations.actions.extend')}
          </Button>
        )}
      </span>
    </Fact>
  )
}

function AutomaticSwitch({ rotation: { id, completion } }: { readonly rotation: Rotation }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const label = useId()
  const change = useAction(
    async (automatic: boolean) => {
      await keystead.rotations.change(id, { completion: automatic ? 'automatic' : 'manual' })
      await client.invalidateQueries({ queryKey: ['rotations'] })
      toast(t('common.saved'))
    },
    (words) => toast(words, 'danger'),
  )
  return (
    <div className="flex items-start justify-between gap-6 border-t border-line pt-5 sm:col-span-2 lg:col-span-4">
      <dt className="flex flex-col gap-0.5">
        <span id={label} className="text-sm font-medium">
          {t('rotations.actions.automatic')}
        </span>
        <span id={`${label}-hint`} className="max-w-xl text-xs text-ink-muted">
          {t('rotations.actions.automaticHint')}
        </span>
      </dt>
      <dd>
        <Switch
          aria-labelledby={label}
          aria-describedby={`${label}-hint`}
          checked={completion === 'automatic'}
          onChange={(automatic) => void change.perform(automatic)}
        />
      </dd>
    </div>
  )
}

import type { RotatingConsumer, RotationView } from '@keystead/sdk'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Crumb } from '../components/Crumb.tsx'
import { Card, PageHeader } from '../components/PageHeader.tsx'
import { ErrorState } from '../components/states.tsx'
import { toast } from '../components/Toaster.tsx'
import { useConsumerWords } from '../consumers/use-consumer-words.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { rotationQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'
import {
  CancelRotationDialog,
  ChangeDeadlineDialog,
  CompleteRotationDialog,
  MarkGoneDialog,
  RevokeOldKeyDialog,
} from './lazy-rotation-dialogs.ts'
import { RotatingConsumers } from './RotatingConsumers.tsx'
import { RotationFacts } from './RotationFacts.tsx'
import { RotationProgress } from './RotationProgress.tsx'
import { RotationState } from './RotationState.tsx'
import { isLive, isUnderWay, type LiveRotation, nameOf } from './rotation-state.ts'
import { useClock } from './use-clock.ts'

type Intent = 'complete' | 'cancel' | 'revoke' | 'deadline'

type DetailsProps = {
  readonly id: string
  readonly context: string
  /** Leads back to the list. */
  readonly crumb: ReactNode
}

/** One rotation: who has moved, who has not, and what to do now. It keeps itself up to date while it is under way. */
export function RotationDetails({ id, context, crumb }: DetailsProps) {
  const { t } = useTranslation()
  const { data: rotation, error, refetch } = useQuery(rotationQuery(id))
  useClock()
  if (rotation === undefined) {
    return (
      <>
        <Crumb here={t('rotations.one')}>{crumb}</Crumb>
        <PageHeader title={error ? t('rotations.loadFailed') : t('rotations.one')} context={context} />
        <Card>
          {error ? (
            <ErrorState error={error} onRetry={() => void refetch()} />
          ) : (
            <div className="skeleton appear h-96 w-full" />
          )}
        </Card>
      </>
    )
  }
  return <Rotation key={id} rotation={rotation} context={context} crumb={crumb} />
}

function Rotation({ rotation, context, crumb }: Omit<DetailsProps, 'id'> & { readonly rotation: RotationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [intent, setIntent] = useState<Intent | null>(null)
  const [gone, setGone] = useState<RotatingConsumer | null>(null)
  const unmark = useUnmark(rotation.id)
  const close = () => {
    setIntent(null)
    setGone(null)
  }
  const live = isLive(rotation) ? rotation : null
  const name = nameOf(rotation)
  return (
    <>
      <Crumb here={name}>{crumb}</Crumb>
      <PageHeader
        title={t('rotations.of', { name })}
        context={context}
        actions={live && <Actions rotation={live} onChoose={setIntent} />}
      />
      {isUnderWay(rotation) && rotation.stuckAt !== null && (
        <Callout tone="caution" title={t('rotations.deadlinePassed')} className="mb-4">
          {t('rotations.deadlinePassedHint', { date: format.day(rotation.stuckAt) })}
        </Callout>
      )}
      <Card>
        {live ? <RotationProgress rotation={live} /> : <Outcome rotation={rotation} />}
        <RotationFacts rotation={rotation} onChangeDeadline={() => setIntent('deadline')} />
      </Card>
      {live && (
        <>
          <RotatingConsumers
            consumers={live.progress.consumers}
            onMarkGone={setGone}
            onUnmarkGone={(consumer) => void unmark.perform(consumer)}
          />
          <p className="mt-4 text-xs text-ink-faint">{t('rotations.progress.live')}</p>
        </>
      )}
      {live && intent === 'complete' && <CompleteRotationDialog rotation={live} onClose={close} />}
      {live && intent === 'cancel' && <CancelRotationDialog rotation={live} onClose={close} />}
      {live && intent === 'revoke' && <RevokeOldKeyDialog rotation={live} onClose={close} />}
      {live && intent === 'deadline' && <ChangeDeadlineDialog rotation={live} onClose={close} />}
      {live && gone && <MarkGoneDialog rotation={live} consumer={gone} onClose={close} />}
    </>
  )
}

function Actions({
  rotation,
  onChoose,
}: {
  readonly rotation: LiveRotation
  readonly onChoose: (intent: Intent) => void
}) {
  const { t } = useTranslation()
  const isUnseen = rotation.newKey.lastUsedAt === null
  return (
    <>
      <Button
        look={rotation.progress.ready ? 'primary' : 'secondary'}
        disabled={isUnseen}
        title={isUnseen ? t('rotations.progress.unseen') : undefined}
        onClick={() => onChoose('complete')}
      >
        {t('rotations.actions.complete')}
      </Button>
      <Button onClick={() => onChoose('cancel')}>{t('rotations.actions.cancel')}</Button>
      <Button look="dangerOutline" onClick={() => onChoose('revoke')}>
        {t('rotations.actions.revoke')}
      </Button>
    </>
  )
}

/** How it ended, once it has. */
function Outcome({ rotation }: { readonly rotation: RotationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { state, endedAt } = rotation
  return (
    <p className="flex flex-wrap items-center gap-3 px-5 py-5">
      <RotationState state={state} />
      {(state === 'completed' || state === 'cancelled' || state === 'revoked') && endedAt !== null && (
        <span>{t(`rotations.over.${state}`, { date: format.minute(endedAt) })}</span>
      )}
    </p>
  )
}

function useUnmark(rotationId: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const words = useConsumerWords()
  return useAction(
    async (consumer: RotatingConsumer) => {
      await keystead.rotations.unmarkGone(rotationId, consumer.id)
      await client.invalidateQueries({ queryKey: ['rotations'] })
      toast(t('rotations.gone.undone', { name: words.place(consumer) }))
    },
    (said) => toast(said, 'danger'),
  )
}

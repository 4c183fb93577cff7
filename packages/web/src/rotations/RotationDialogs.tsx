import { isKeysteadError, type RotatingConsumer, type RotationView } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { ConfirmDialog, Dialog } from '../components/Dialog.tsx'
import { toast } from '../components/Toaster.tsx'
import { useConsumerWords } from '../consumers/use-consumer-words.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction } from '../queries/use-action.ts'
import { type LiveRotation, mayNeedOldKey, nameOf } from './rotation-state.ts'
import { DeadlineFields } from './TermsFields.tsx'
import { useDeadline } from './use-rotation-terms.ts'

type DialogProps = { readonly rotation: LiveRotation; readonly onClose: () => void }

/** Ends or changes the rotation, and has all that shows it or its keys read anew, also where it was refused. */
function useRotationAction(work: () => Promise<unknown>, done: string, onClose: () => void) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useAction(async () => {
    try {
      await work()
      toast(done)
    } catch (error) {
      // The page below says how it ended: there is nothing left to ask.
      if (!isKeysteadError(error, 'ROTATION_OVER')) throw error
      toast(t('errors.ROTATION_OVER'), 'danger')
    } finally {
      void client.invalidateQueries({ queryKey: ['rotations'] })
      void client.invalidateQueries({ queryKey: ['keys'] })
    }
    onClose()
  })
}

/** Where somebody may still need the old key, they are named, and the key's name is to be typed. */
export function CompleteRotationDialog({ rotation, onClose }: DialogProps) {
  const { t } = useTranslation()
  const needing = rotation.progress.consumers.filter(mayNeedOldKey)
  const evenIfUsed = !rotation.progress.ready
  const complete = useRotationAction(
    () => keystead.rotations.complete(rotation.id, evenIfUsed ? { evenIfUsed } : {}),
    t('rotations.complete.done'),
    onClose,
  )
  const name = nameOf(rotation)
  return (
    <ConfirmDialog
      title={t('rotations.complete.title', { name })}
      description={t('rotations.complete.hint')}
      action={t('rotations.complete.action')}
      {...(evenIfUsed && { typed: name })}
      pending={complete.pending}
      error={complete.error}
      onConfirm={() => void complete.perform()}
      onClose={onClose}
    >
      <CutOff title={t('rotations.complete.stillNeeded')} consumers={needing} />
      {evenIfUsed && needing.length === 0 && <Callout tone="caution">{t('rotations.progress.unexplained')}</Callout>}
    </ConfirmDialog>
  )
}

export function CancelRotationDialog({ rotation, onClose }: DialogProps) {
  const { t } = useTranslation()
  const evenIfUsed = rotation.newKey.lastUsedAt !== null
  const cancel = useRotationAction(
    () => keystead.rotations.cancel(rotation.id, evenIfUsed ? { evenIfUsed } : {}),
    t('rotations.cancel.done'),
    onClose,
  )
  const onNew = rotation.progress.consumers.filter((consumer) => consumer.new !== null)
  return (
    <ConfirmDialog
      title={t('rotations.cancel.title', { name: nameOf(rotation) })}
      description={t('rotations.cancel.hint')}
      action={t('rotations.cancel.action')}
      pending={cancel.pending}
      error={cancel.error}
      onConfirm={() => void cancel.perform()}
      onClose={onClose}
    >
      {evenIfUsed && <CutOff title={t('rotations.cancel.inUse')} consumers={onNew} always />}
    </ConfirmDialog>
  )
}

export function RevokeOldKeyDialog({ rotation, onClose }: DialogProps) {
  const { t } = useTranslation()
  const revoke = useRotationAction(() => keystead.rotations.revoke(rotation.id), t('rotations.revoke.done'), onClose)
  const name = nameOf(rotation)
  return (
    <ConfirmDialog
      title={t('rotations.revoke.title', { name })}
      description={t('rotations.revoke.hint')}
      action={t('rotations.revoke.action')}
      typed={name}
      pending={revoke.pending}
      error={revoke.error}
      onConfirm={() => void revoke.perform()}
      onClose={onClose}
    >
      <CutOff title={t('rotations.revoke.cutOff')} consumers={rotation.progress.consumers.filter(mayNeedOldKey)} />
    </ConfirmDialog>
  )
}

/** Those that stop working, by name. */
function CutOff({
  title,
  consumers,
  always = false,
}: {
  readonly title: string
  readonly consumers: readonly RotatingConsumer[]
  /** Said also where nobody can be named. */
  readonly always?: boolean
}) {
  const words = useConsumerWords()
  if (consumers.length === 0 && !always) return null
  return (
    <Callout tone="caution" title={title}>
      {consumers.length > 0 && (
        <ul
          aria-label={title}
          tabIndex={consumers.length > 2 ? 0 : undefined}
          className="mt-1 max-h-40 list-disc overflow-y-auto pl-5"
        >
          {consumers.map((consumer) => (
            <li key={consumer.id}>{words.whole(consumer)}</li>
          ))}
        </ul>
      )}
    </Callout>
  )
}

export function ChangeDeadlineDialog({
  rotation,
  onClose,
}: {
  readonly rotation: RotationView
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const deadline = useDeadline(rotation.deadline)
  const save = useAction(async () => {
    const chosen = deadline.read()
    if (chosen === undefined) return
    await keystead.rotations.change(rotation.id, { deadline: chosen })
    await client.invalidateQueries({ queryKey: ['rotations'] })
    toast(t('rotations.deadlineDialog.done'))
    onClose()
  })
  return (
    <Dialog
      title={t('rotations.deadlineDialog.title')}
      onClose={onClose}
      onSubmit={() => void save.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={save.pending}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <DeadlineFields deadline={deadline} />
      {save.error && <Callout tone="danger">{save.error}</Callout>}
    </Dialog>
  )
}

export function MarkGoneDialog({ rotation, consumer, onClose }: DialogProps & { readonly consumer: RotatingConsumer }) {
  const { t } = useTranslation()
  const words = useConsumerWords()
  const name = words.place(consumer)
  const mark = useRotationAction(
    () => keystead.rotations.markGone(rotation.id, consumer.id),
    t('rotations.gone.done', { name }),
    onClose,
  )
  return (
    <ConfirmDialog
      title={t('rotations.gone.title', { name })}
      description={t('rotations.gone.hint')}
      action={t('rotations.gone.action')}
      danger={false}
      pending={mark.pending}
      error={mark.error}
      onConfirm={() => void mark.perform()}
      onClose={onClose}
    />
  )
}

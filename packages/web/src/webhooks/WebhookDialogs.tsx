import type { Webhook } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { ConfirmDialog } from '../components/Dialog.tsx'
import { toast } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction } from '../queries/use-action.ts'
import { WebhookSecretDialog } from './WebhookSecretDialog.tsx'

type WebhookDialogProps = { readonly item: Webhook; readonly onClose: () => void }

function Address({ item }: { readonly item: Webhook }) {
  return (
    <p className="flex flex-col rounded-lg border border-line px-3.5 py-2.5 text-sm">
      <span translate="no" className="font-mono text-xs break-all">
        {item.url}
      </span>
      {item.description && <span className="text-ink-muted">{item.description}</span>}
    </p>
  )
}

export function PauseWebhookDialog({ item, onClose }: WebhookDialogProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const pause = useAction(async () => {
    await keystead.webhooks.update(item.id, { enabled: false })
    await client.invalidateQueries({ queryKey: ['webhooks'] })
    toast(t('webhooks.paused'))
    onClose()
  })
  return (
    <ConfirmDialog
      title={t('webhooks.pauseTitle')}
      description={t('webhooks.pauseHint')}
      action={t('webhooks.pauseAction')}
      danger={false}
      pending={pause.pending}
      error={pause.error}
      onConfirm={() => void pause.perform()}
      onClose={onClose}
    >
      <Address item={item} />
    </ConfirmDialog>
  )
}

/** Turns into the one place that shows the new secret. */
export function RotateSecretDialog({ item, onClose }: WebhookDialogProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [secret, setSecret] = useState<string | null>(null)
  const rotate = useAction(async () => {
    const rotated = await keystead.webhooks.rotateSecret(item.id)
    setSecret(rotated.secret)
    void client.invalidateQueries({ queryKey: ['webhooks'] })
  })
  if (secret !== null) return <WebhookSecretDialog secret={secret} onClose={onClose} />
  return (
    <ConfirmDialog
      title={t('webhooks.rotateTitle')}
      description={t('webhooks.rotateHint')}
      action={t('webhooks.rotateAction')}
      danger={false}
      pending={rotate.pending}
      error={rotate.error}
      onConfirm={() => void rotate.perform()}
      onClose={onClose}
    >
      <Address item={item} />
    </ConfirmDialog>
  )
}

export function DeleteWebhookDialog({
  item,
  onClose,
  onDeleted,
}: WebhookDialogProps & { readonly onDeleted?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const remove = useAction(async () => {
    await keystead.webhooks.delete(item.id)
    onDeleted?.()
    await client.invalidateQueries({ queryKey: ['webhooks'] })
    toast(t('webhooks.deleted'))
    onClose()
  })
  return (
    <ConfirmDialog
      title={t('webhooks.deleteTitle')}
      description={t('webhooks.deleteHint')}
      action={t('webhooks.deleteAction')}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void remove.perform()}
      onClose={onClose}
    >
      <Address item={item} />
    </ConfirmDialog>
  )
}

import type { Webhook } from '@keystead/sdk'
import { DeleteWebhookDialog, PauseWebhookDialog, RotateSecretDialog, WebhookDialog } from './lazy-webhook-dialogs.ts'
import type { WebhookIntent } from './WebhookMenu.tsx'

/** The dialog of what was chosen in a webhook's menu. */
export function ChosenWebhookDialog({
  intent,
  item,
  organizationId,
  onClose,
  onDeleted,
}: {
  readonly intent: WebhookIntent
  readonly item: Webhook
  readonly organizationId: string
  readonly onClose: () => void
  readonly onDeleted?: () => void
}) {
  switch (intent) {
    case 'edit':
      return <WebhookDialog organizationId={organizationId} item={item} onClose={onClose} />
    case 'pause':
      return <PauseWebhookDialog item={item} onClose={onClose} />
    case 'rotate':
      return <RotateSecretDialog item={item} onClose={onClose} />
    case 'delete':
      return <DeleteWebhookDialog item={item} onClose={onClose} onDeleted={onDeleted} />
  }
}

import { lazyDialog } from '../components/lazy-dialog.tsx'

export const WebhookDialog = lazyDialog(async () => (await import('./WebhookDialog.tsx')).WebhookDialog)
export const PauseWebhookDialog = lazyDialog(async () => (await import('./WebhookDialogs.tsx')).PauseWebhookDialog)
export const RotateSecretDialog = lazyDialog(async () => (await import('./WebhookDialogs.tsx')).RotateSecretDialog)
export const DeleteWebhookDialog = lazyDialog(async () => (await import('./WebhookDialogs.tsx')).DeleteWebhookDialog)

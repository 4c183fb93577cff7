import { Callout } from '../components/Callout.tsx'
import { ShownOnceDialog } from '../components/ShownOnceDialog.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { VerifySnippets } from './VerifySnippets.tsx'

/** The one place that ever shows a signing secret. */
export function WebhookSecretDialog({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <ShownOnceDialog
      title={t('webhooks.secret.title')}
      secret={secret}
      label={t('webhooks.secret.label')}
      copyLabel={t('webhooks.secret.copy')}
      closeHint={t('webhooks.secret.closeHint')}
      onClose={onClose}
    >
      <Callout tone="caution" title={t('webhooks.secret.once')}>
        {t('webhooks.secret.onceHint')}
      </Callout>
      <VerifySnippets />
    </ShownOnceDialog>
  )
}

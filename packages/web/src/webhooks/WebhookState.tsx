import type { Webhook } from '@keystead/sdk'
import { Badge } from '../components/Badge.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

export function WebhookState({ item }: { readonly item: Webhook }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { state, failingSince, disabledReason } = item
  if (state === 'disabled') {
    return disabledReason === 'by_hand' ? (
      <Badge>{t('webhooks.states.paused')}</Badge>
    ) : (
      <Badge tone="danger">{t('webhooks.states.disabled')}</Badge>
    )
  }
  return state === 'failing' ? (
    <Badge tone="caution">{t('webhooks.states.failing', { time: format.clock(failingSince ?? item.createdAt) })}</Badge>
  ) : (
    <Badge tone="good">{t('webhooks.states.active')}</Badge>
  )
}

import type { Webhook } from '@keystead/sdk'
import { Callout } from '../components/Callout.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** What is wrong with a webhook, since when, and what to do; and that two secrets sign for a while. */
export function WebhookNotice({ item }: { readonly item: Webhook }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { failingSince, disabledAt, disabledReason, previousSecretUntil } = item
  const titles = {
    by_hand: 'webhooks.pausedNotice',
    failing: 'webhooks.failedNotice',
    gone: 'webhooks.goneNotice',
  } as const
  return (
    <div className="mb-4 flex flex-col gap-2 empty:hidden">
      {disabledAt !== null && (
        <Callout
          tone={disabledReason === 'by_hand' ? 'neutral' : 'caution'}
          title={t(titles[disabledReason ?? 'by_hand'], { time: format.minute(disabledAt) })}
        >
          {t('webhooks.disabledHint')}
        </Callout>
      )}
      {disabledAt === null && failingSince !== null && (
        <Callout tone="caution" title={t('webhooks.failingNotice', { time: format.minute(failingSince) })}>
          {t('webhooks.failingHint')}
        </Callout>
      )}
      {previousSecretUntil !== null && Date.parse(previousSecretUntil) > Date.now() && (
        <Callout>{t('webhooks.bothSecrets', { time: format.clock(previousSecretUntil) })}</Callout>
      )}
    </div>
  )
}

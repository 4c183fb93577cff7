import type { Webhook } from '@keystead/sdk'
import { Fact } from '../components/Fact.tsx'
import { Card } from '../components/PageHeader.tsx'
import { TimeText } from '../components/TimeText.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useWantedWords } from './use-wanted-words.ts'
import { WebhookState } from './WebhookState.tsx'

/** What a webhook is, but for its secret, which nothing shows again. */
export function WebhookFacts({ item }: { readonly item: Webhook }) {
  const { t } = useTranslation()
  const wanted = useWantedWords()
  return (
    <Card>
      <dl className="grid gap-x-8 gap-y-3.5 px-5 py-5 sm:grid-cols-2 sm:gap-y-5">
        <Fact name={t('webhooks.url')}>
          <span translate="no" className="font-mono text-xs break-all">
            {item.url}
          </span>
        </Fact>
        <Fact name={t('common.state')}>
          <WebhookState item={item} />
        </Fact>
        <Fact name={t('webhooks.wanted')}>{wanted(item, Number.POSITIVE_INFINITY)}</Fact>
        <Fact name={t('common.created')}>
          <TimeText time={item.createdAt} />
        </Fact>
      </dl>
    </Card>
  )
}

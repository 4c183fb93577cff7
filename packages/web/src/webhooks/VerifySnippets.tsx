import { useMemo } from 'react'
import { CodeTabs, type SnippetTab } from '../components/CodeBlock.tsx'
import { useTranslation } from '../i18n/use-translation.ts'

/** How a receiver knows that a delivery comes from here. The secret is read from where secrets are kept. */
export function VerifySnippets() {
  const { t } = useTranslation()
  const tabs = useMemo<SnippetTab[]>(
    () => [
      {
        id: 'typescript',
        label: 'TypeScript',
        snippets: [
          {
            code: `import { verifyWebhook } from '@keystead/sdk'

const body = await request.text()
const event = await verifyWebhook(request.headers, body, secret)`,
          },
        ],
        note: t('webhooks.verify.note'),
      },
      {
        id: 'python',
        label: 'Python',
        snippets: [
          {
            code: `from standardwebhooks import Webhook

event = Webhook(secret).verify(body, headers)`,
          },
        ],
        note: t('webhooks.verify.note'),
      },
    ],
    [t],
  )
  return (
    <div className="flex w-full flex-col gap-2.5 text-left">
      <div className="flex flex-col gap-0.5">
        <h2 className="text-sm font-semibold">{t('webhooks.verify.title')}</h2>
        <p className="text-xs text-ink-muted">{t('webhooks.verify.hint')}</p>
      </div>
      <CodeTabs label={t('webhooks.verify.title')} tabs={tabs} />
    </div>
  )
}

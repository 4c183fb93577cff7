import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Crumb } from '../../components/Crumb.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { ErrorState } from '../../components/states.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { webhookQuery } from '../../queries/queries.ts'
import { ChosenWebhookDialog } from '../../webhooks/ChosenWebhookDialog.tsx'
import { DeliveriesTable } from '../../webhooks/DeliveriesTable.tsx'
import { useWebhookActions } from '../../webhooks/use-webhook-actions.ts'
import { WebhookFacts } from '../../webhooks/WebhookFacts.tsx'
import { type WebhookIntent, WebhookMenu } from '../../webhooks/WebhookMenu.tsx'
import { WebhookNotice } from '../../webhooks/WebhookNotice.tsx'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/webhooks/$webhookId')

/** One webhook: how it is, what it was told, and what can be done with it. */
export function WebhookPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { id, name } = useOrganization()
  const { webhookId } = route.useParams()
  const { data: item, error, refetch } = useQuery(webhookQuery(webhookId))
  const { resume, test } = useWebhookActions()
  const [intent, setIntent] = useState<WebhookIntent | null>(null)
  const params = { organization: name }
  const list = '/account-settings/$organization/webhooks'
  const crumb = (here: string) => (
    <Crumb here={here}>
      <Link to={list} params={params}>
        {t('webhooks.title')}
      </Link>
    </Crumb>
  )
  if (item === undefined) {
    return (
      <>
        {crumb(webhookId)}
        <PageHeader title={error ? t('webhooks.loadFailed') : t('webhooks.one')} context={name} />
        <Card>
          {error ? (
            <ErrorState error={error} onRetry={() => void refetch()} />
          ) : (
            <div className="skeleton appear h-80 w-full" />
          )}
        </Card>
      </>
    )
  }
  return (
    <>
      {crumb(new URL(item.url).host)}
      <PageHeader
        title={item.description || new URL(item.url).host}
        context={name}
        actions={
          <>
            {item.state === 'disabled' ? (
              <Button look="primary" pending={resume.pending} onClick={() => void resume.perform(item)}>
                {t('webhooks.resume')}
              </Button>
            ) : (
              <Button pending={test.pending} onClick={() => void test.perform(item)}>
                {t('webhooks.test')}
              </Button>
            )}
            {/* What an open menu has beside its button takes no room in here, and so moves no button under the pointer. */}
            <div>
              <WebhookMenu item={item} onChoose={setIntent} />
            </div>
          </>
        }
      />
      <WebhookNotice item={item} />
      <WebhookFacts item={item} />
      <DeliveriesTable webhook={item} />
      {intent && (
        <ChosenWebhookDialog
          intent={intent}
          item={item}
          organizationId={id}
          onClose={() => setIntent(null)}
          onDeleted={() => void navigate({ to: list, params })}
        />
      )}
    </>
  )
}

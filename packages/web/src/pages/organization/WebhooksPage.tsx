import type { Webhook } from '@keystead/sdk'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { DataTable } from '../../components/DataTable.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { EmptyState } from '../../components/states.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import type { Column } from '../../components/table-column.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { webhooksQuery } from '../../queries/queries.ts'
import { useList } from '../../queries/use-list.ts'
import { ChosenWebhookDialog } from '../../webhooks/ChosenWebhookDialog.tsx'
import { WebhookDialog } from '../../webhooks/lazy-webhook-dialogs.ts'
import { useWantedWords } from '../../webhooks/use-wanted-words.ts'
import { VerifySnippets } from '../../webhooks/VerifySnippets.tsx'
import { type WebhookIntent, WebhookMenu } from '../../webhooks/WebhookMenu.tsx'
import { WebhookState } from '../../webhooks/WebhookState.tsx'
import { useOrganization } from './use-organization.ts'

/** Whom the organization tells of what happens. */
export function WebhooksPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { id, name } = useOrganization()
  const list = useList(webhooksQuery(id), ({ webhooks }) => webhooks)
  const columns = useColumns(name)
  const [creating, setCreating] = useState(false)
  const [chosen, setChosen] = useState<{ intent: WebhookIntent; item: Webhook } | null>(null)
  const menu = useCallback(
    (item: Webhook) => (
      <WebhookMenu
        item={item}
        onChoose={(intent, item) => setChosen({ intent, item })}
        onTested={({ id }) =>
          void navigate({
            to: '/account-settings/$organization/webhooks/$webhookId',
            params: { organization: name, webhookId: id },
          })
        }
      />
    ),
    [navigate, name],
  )
  const isEmpty = !list.loading && list.items.length === 0 && list.error === null
  const createButton = (
    <Button look="primary" icon="plus" onClick={() => setCreating(true)}>
      {t('webhooks.create')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('webhooks.title')}
        context={name}
        lead={t('webhooks.lead')}
        actions={!isEmpty && list.error === null && createButton}
      />
      <Card>
        <DataTable
          {...list}
          label={t('webhooks.title')}
          columns={columns}
          idOf={(item) => item.id}
          nameOf={(item) => item.url}
          actions={menu}
          empty={
            <>
              <EmptyState icon="send" title={t('webhooks.emptyTitle')} action={createButton}>
                {t('webhooks.empty')}
              </EmptyState>
              <div className="mx-auto max-w-2xl px-4 pb-8 sm:px-6">
                <VerifySnippets />
              </div>
            </>
          }
        />
      </Card>
      {creating && <WebhookDialog organizationId={id} onClose={() => setCreating(false)} />}
      {chosen && <ChosenWebhookDialog {...chosen} organizationId={id} onClose={() => setChosen(null)} />}
    </>
  )
}

function useColumns(organization: string): Column<Webhook>[] {
  const { t } = useTranslation()
  const wanted = useWantedWords()
  return useMemo(
    () => [
      {
        id: 'url',
        header: t('webhooks.url'),
        primary: true,
        sortBy: ({ url }) => url,
        cell: (item) => (
          <span className="flex min-w-0 flex-col">
            <Link
              to="/account-settings/$organization/webhooks/$webhookId"
              params={{ organization, webhookId: item.id }}
              translate="no"
              className="min-w-0 font-medium break-all text-accent underline-offset-2 hover:underline"
            >
              {item.url}
            </Link>
            {item.description && <span className="text-xs text-ink-muted">{item.description}</span>}
          </span>
        ),
      },
      { id: 'wanted', header: t('webhooks.wanted'), width: 'w-56', cell: (item) => wanted(item) },
      { id: 'state', header: t('common.state'), width: 'w-52', cell: (item) => <WebhookState item={item} /> },
      {
        id: 'created',
        header: t('common.created'),
        width: 'w-32',
        sortBy: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => <TimeText time={createdAt} />,
      },
    ],
    // The words change with the language alone, as `t` does.
    [t, organization],
  )
}

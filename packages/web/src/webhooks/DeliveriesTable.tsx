import type { Webhook, WebhookDelivery } from '@keystead/sdk'
import { useCallback, useMemo } from 'react'
import { Badge } from '../components/Badge.tsx'
import { Button } from '../components/Button.tsx'
import { DataTable } from '../components/DataTable.tsx'
import { Card } from '../components/PageHeader.tsx'
import { EmptyState } from '../components/states.tsx'
import { TimeText } from '../components/TimeText.tsx'
import type { Column } from '../components/table-column.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { deliveriesQuery } from '../queries/queries.ts'
import { useList } from '../queries/use-list.ts'
import { useReadAgain } from '../queries/use-read-again.ts'
import { useWebhookActions } from './use-webhook-actions.ts'

const tones = { pending: 'neutral', delivered: 'good', failed: 'danger' } as const

/** What a webhook was told and is to be: how each went, and when it is tried again. */
export function DeliveriesTable({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation()
  const list = useList(deliveriesQuery(webhook.id), ({ deliveries }) => deliveries)
  useReadAgain('webhooks', useNextNews(list.items))
  const columns = useColumns()
  const { redeliver } = useWebhookActions()
  const again = useCallback(
    (item: WebhookDelivery) => (
      <Button
        aria-label={t('webhooks.deliveries.againFor', { id: item.eventId })}
        onClick={() => void redeliver.perform(webhook, item)}
      >
        {t('webhooks.deliveries.again')}
      </Button>
    ),
    [t, webhook, redeliver.perform],
  )
  return (
    <section aria-labelledby="deliveries" className="mt-8 flex flex-col gap-3">
      <div className="flex flex-col gap-0.5">
        <h2 id="deliveries" className="text-lg font-semibold tracking-tight">
          {t('webhooks.deliveries.title')}
        </h2>
        <p className="max-w-3xl text-sm text-ink-muted">{t('webhooks.deliveries.lead')}</p>
      </div>
      <Card>
        <DataTable
          {...list}
          label={t('webhooks.deliveries.title')}
          columns={columns}
          idOf={({ eventId }) => eventId}
          nameOf={({ eventId }) => eventId}
          {...(webhook.state !== 'disabled' && { actions: again, wideActions: true })}
          empty={
            <EmptyState icon="history" title={t('webhooks.deliveries.emptyTitle')}>
              {t('webhooks.deliveries.empty')}
            </EmptyState>
          }
        />
      </Card>
    </section>
  )
}

/** When something is next to be learnt of a delivery: of one that was never tried, at once. */
function useNextNews(items: readonly WebhookDelivery[]): string | null {
  return useMemo(
    () =>
      items
        .flatMap(({ attempts, at, nextAttemptAt }) =>
          nextAttemptAt === null ? [] : attempts === 0 ? at : nextAttemptAt,
        )
        .sort()
        .at(0) ?? null,
    [items],
  )
}

function useColumns(): Column<WebhookDelivery>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () => [
      {
        id: 'event',
        header: t('webhooks.deliveries.event'),
        primary: true,
        cell: ({ eventType, eventId }) => (
          <span className="flex min-w-0 flex-col">
            <span className="font-medium">{t(`webhooks.events.${eventType}.name`)}</span>
            <code translate="no" className="truncate font-mono text-xs text-ink-muted">
              {eventId}
            </code>
          </span>
        ),
      },
      {
        id: 'at',
        header: t('webhooks.deliveries.at'),
        width: 'w-34',
        cell: ({ at }) => <TimeText time={at} relative />,
      },
      {
        id: 'state',
        header: t('common.state'),
        width: 'w-32',
        cell: ({ state, attempts }) => (
          <Badge tone={tones[state]}>
            {state === 'pending' && attempts === 0
              ? t('webhooks.deliveries.onItsWay')
              : t(`webhooks.deliveries.states.${state}`)}
          </Badge>
        ),
      },
      {
        id: 'answer',
        header: t('webhooks.deliveries.answer'),
        width: 'w-44',
        isEmpty: ({ status, error }) => status === null && error === null,
        cell: ({ status, error }) =>
          status !== null
            ? t('webhooks.deliveries.status', { status: String(status) })
            : error !== null && t(`webhooks.deliveries.errors.${error}`),
      },
      {
        id: 'attempts',
        header: t('webhooks.deliveries.attempts'),
        width: 'w-24',
        cell: ({ attempts }) => format.count(attempts),
      },
      {
        id: 'next',
        header: t('webhooks.deliveries.next'),
        width: 'w-34',
        isEmpty: ({ attempts, nextAttemptAt }) => nextAttemptAt === null || attempts === 0,
        cell: ({ attempts, nextAttemptAt }) =>
          nextAttemptAt !== null && attempts > 0 && <TimeText time={nextAttemptAt} relative />,
      },
    ],
    [t, format],
  )
}

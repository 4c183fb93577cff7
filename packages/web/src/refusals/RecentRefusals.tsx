import type { Refusal } from '@keystead/sdk'
import { useId, useMemo } from 'react'
import { Badge } from '../components/Badge.tsx'
import { CopyIconButton } from '../components/CopyButton.tsx'
import { DataTable } from '../components/DataTable.tsx'
import { Card } from '../components/PageHeader.tsx'
import { EmptyState } from '../components/states.tsx'
import { TimeText } from '../components/TimeText.tsx'
import type { Column } from '../components/table-column.ts'
import { ConsumerName } from '../consumers/ConsumerCells.tsx'
import { useConsumerWords } from '../consumers/use-consumer-words.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { refusalsQuery } from '../queries/queries.ts'
import { useList } from '../queries/use-list.ts'

/** What was refused of a key lately, and why: during a brown-out, who would miss it. */
export function RecentRefusals({ keyId }: { readonly keyId: string }) {
  const { t } = useTranslation()
  const words = useConsumerWords()
  const heading = useId()
  const list = useList(refusalsQuery(keyId), (page) => page.refusals)
  const columns = useColumns()
  return (
    <section aria-labelledby={heading} className="mt-8">
      <h2 id={heading} className="text-base font-semibold">
        {t('refusals.recent')}
      </h2>
      <p className="mb-3 max-w-2xl text-sm text-ink-muted">{t('refusals.recentLead')}</p>
      <Card>
        <DataTable
          label={t('refusals.recent')}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={({ reason, consumer }) => `${t(`refusals.reasons.${reason}`)}, ${words.place(consumer)}`}
          {...list}
          empty={
            <EmptyState icon="check" title={t('refusals.emptyTitle')}>
              {t('refusals.empty')}
            </EmptyState>
          }
        />
      </Card>
    </section>
  )
}

function useColumns(): Column<Refusal>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () => [
      {
        id: 'reason',
        header: t('refusals.reason'),
        primary: true,
        cell: ({ reason, code }) => (
          <span title={code ?? t(`refusals.sentences.${reason}`)}>
            <Badge tone={reason === 'disabled' ? 'caution' : 'neutral'}>{t(`refusals.reasons.${reason}`)}</Badge>
          </span>
        ),
      },
      {
        id: 'from',
        header: t('refusals.from'),
        width: 'w-[30%]',
        cell: ({ consumer }) => <ConsumerName item={consumer} />,
      },
      {
        id: 'times',
        header: t('refusals.times'),
        width: 'w-20',
        cell: ({ count }) => format.count(count),
      },
      {
        id: 'last',
        header: t('refusals.last'),
        width: 'w-32',
        cell: ({ lastAt }) => <TimeText time={lastAt} relative />,
      },
      {
        id: 'request',
        header: t('refusals.request'),
        width: 'w-80',
        cell: ({ lastRequestId }) => (
          <span className="flex min-w-0 items-center gap-1">
            <code translate="no" className="min-w-0 font-mono text-xs break-all text-ink-muted">
              {lastRequestId}
            </code>
            <CopyIconButton text={lastRequestId} label={`${t('common.copy')}: ${lastRequestId}`} />
          </span>
        ),
      },
    ],
    [t, format],
  )
}

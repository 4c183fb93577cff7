import type { Consumer } from '@keystead/sdk'
import { useQuery } from '@tanstack/react-query'
import { useId, useMemo } from 'react'
import { DataTable } from '../components/DataTable.tsx'
import { Card } from '../components/PageHeader.tsx'
import { EmptyState } from '../components/states.tsx'
import { TimeText } from '../components/TimeText.tsx'
import type { Column } from '../components/table-column.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { consumersQuery } from '../queries/queries.ts'
import { ConsumerName, ConsumerProgram } from './ConsumerCells.tsx'
import { UsePicture } from './UsePicture.tsx'
import { useConsumerWords } from './use-consumer-words.ts'

const none: readonly Consumer[] = []

/** From where a key is used, and how often: the part of its page that says who would notice if it were gone. */
export function KeyConsumers({ keyId }: { readonly keyId: string }) {
  const { t } = useTranslation()
  const words = useConsumerWords()
  const heading = useId()
  const { data, error, isPending, refetch } = useQuery(consumersQuery(keyId))
  const columns = useColumns()
  return (
    <section aria-labelledby={heading} className="mt-8">
      <h2 id={heading} className="text-base font-semibold">
        {t('consumers.title')}
      </h2>
      <p className="mb-3 max-w-2xl text-sm text-ink-muted">{t('consumers.lead')}</p>
      {data && data.consumers.length > 0 && (
        <Card className="mb-3">
          <UsePicture days={data.days} />
        </Card>
      )}
      <Card>
        <DataTable
          label={t('consumers.title')}
          columns={columns}
          items={data?.consumers ?? none}
          idOf={({ id }) => id}
          nameOf={words.place}
          loading={isPending}
          error={error}
          onRetry={() => void refetch()}
          empty={
            <EmptyState icon="screen" title={t('consumers.emptyTitle')}>
              {t('consumers.empty')}
            </EmptyState>
          }
        />
      </Card>
    </section>
  )
}

function useColumns(): Column<Consumer>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useConsumerWords()
  return useMemo(
    () => [
      {
        id: 'consumer',
        header: t('consumers.consumer'),
        primary: true,
        sortBy: (item) => words.place(item).toLowerCase(),
        cell: (item) => <ConsumerName item={item} />,
      },
      {
        id: 'program',
        header: t('consumers.program'),
        width: 'w-[26%]',
        sortBy: (item) => words.program(item),
        cell: (item) => <ConsumerProgram item={item} />,
        isEmpty: ({ program }) => program === null,
      },
      {
        id: 'verifier',
        header: t('consumers.verifier'),
        width: 'w-32',
        cell: ({ id, verifier }) =>
          verifier === null ? (
            <span className="text-ink-muted">{id === 'others' ? '–' : t('consumers.itself')}</span>
          ) : (
            <span className="break-words">{verifier.name ?? t('consumers.verifierGone')}</span>
          ),
      },
      {
        id: 'lastSeen',
        header: t('consumers.lastSeen'),
        width: 'w-40',
        sortBy: ({ lastSeenAt }) => lastSeenAt,
        cell: ({ lastSeenAt, usualIntervalMs }) => (
          <div className="flex flex-col">
            <TimeText time={lastSeenAt} relative />
            <span className="text-xs text-ink-muted">
              {usualIntervalMs === null ? t('consumers.noHabit') : words.interval(usualIntervalMs)}
            </span>
          </div>
        ),
      },
      {
        id: 'firstSeen',
        header: t('consumers.firstSeen'),
        width: 'w-30',
        sortBy: ({ firstSeenAt }) => firstSeenAt,
        cell: ({ firstSeenAt }) => <TimeText time={firstSeenAt} />,
      },
      {
        id: 'uses',
        header: t('consumers.uses'),
        width: 'w-24',
        sortBy: ({ count }) => count,
        cell: ({ count }) => format.count(count),
      },
    ],
    [t, format, words],
  )
}

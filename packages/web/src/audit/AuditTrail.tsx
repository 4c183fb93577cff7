import { auditActions } from '@keystead/core/audit-event'
import type { AuditEvent, ExportAuditEventsQuery } from '@keystead/sdk'
import { useCallback, useMemo, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Badge } from '../components/Badge.tsx'
import { Button, DownloadLink, IconButton } from '../components/Button.tsx'
import { cx } from '../components/cx.ts'
import { DataTable } from '../components/DataTable.tsx'
import { CompactSelect, controlLook } from '../components/Field.tsx'
import { FilterChip } from '../components/FilterChip.tsx'
import { lazyDialog } from '../components/lazy-dialog.tsx'
import { Card, PageHeader } from '../components/PageHeader.tsx'
import { EmptyState } from '../components/states.tsx'
import type { Column } from '../components/table-column.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import type { AuditNoun } from '../phrases/en.ts'
import { auditQuery } from '../queries/queries.ts'
import { useList } from '../queries/use-list.ts'
import { useActionName, useActorName } from './use-event-words.ts'

const EventDialog = lazyDialog(async () => (await import('./EventDialog.tsx')).EventDialog)

const auditNouns = [...new Set(auditActions.map((action) => action.split('.')[0] as AuditNoun))]

/** A day of the reader's own time zone. */
const startOf = (day: string | undefined, plusDays = 0): string | undefined => {
  if (day === undefined) return undefined
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + plusDays)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

type Search = {
  readonly [Name in 'action' | 'outcome' | 'actor' | 'subject' | 'from' | 'until']?: string | undefined
}
const noFilter: Search = {
  action: undefined,
  outcome: undefined,
  actor: undefined,
  subject: undefined,
  from: undefined,
  until: undefined,
}

/** The trail of one organization, or of the whole server. Its filters stand in the address: `search`. */
export function AuditTrail({
  organizationId,
  context,
  lead,
  search,
  onSearch,
}: {
  readonly organizationId?: string
  readonly context: string
  readonly lead: string
  readonly search: Search
  readonly onSearch: (changes: Search) => void
}) {
  const { t } = useTranslation()
  const outcome = (['done', 'refused'] as const).find((each) => each === search.outcome)
  const filter: ExportAuditEventsQuery = {
    organization: organizationId,
    action: search.action,
    outcome,
    actor: search.actor,
    subject: search.subject,
    from: startOf(search.from),
    until: startOf(search.until, 1),
  }
  const list = useList(auditQuery(filter), ({ events }) => events)
  // Known from any of the events; where there is none, there is but the ID.
  const actor = list.items.find((event) => event.actor.id === search.actor)
  const subject = list.items.find(({ target }) => target.id === search.subject)
  const actorName = useActorName()
  const columns = useColumns(organizationId === undefined)
  const [shown, setShown] = useState<AuditEvent | null>(null)
  const details = useCallback(
    (item: AuditEvent) => (
      <IconButton icon="info" label={t('audit.details', { number: item.number })} onClick={() => setShown(item)} />
    ),
    [t],
  )
  const filtered = Object.values(search).some((value) => value !== undefined)
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        context={context}
        lead={lead}
        actions={
          <DownloadLink icon="download" href={keystead.audit.exportUrl(filter)} download title={t('audit.exportHint')}>
            {t('audit.export')}
          </DownloadLink>
        }
      />
      <div className="mb-3 flex flex-wrap items-end gap-2 sm:items-center">
        <ActionFilter value={search.action} onChange={(action) => onSearch({ action })} />
        <CompactSelect<string>
          label={t('audit.filterOutcome')}
          value={outcome ?? ''}
          options={[
            { value: '', label: t('audit.anyOutcome') },
            { value: 'done', label: t('audit.outcomes.done') },
            { value: 'refused', label: t('audit.outcomes.refused') },
          ]}
          onChange={(value) => onSearch({ outcome: value || undefined })}
          className="max-sm:grow"
        />
        <DayFilter label={t('audit.filterFrom')} value={search.from} onChange={(from) => onSearch({ from })} />
        <DayFilter label={t('audit.filterUntil')} value={search.until} onChange={(until) => onSearch({ until })} />
        {search.actor !== undefined && (
          <FilterChip onRemove={() => onSearch({ actor: undefined })}>
            {t('audit.byActor', { name: actor ? actorName(actor) : search.actor })}
          </FilterChip>
        )}
        {search.subject !== undefined && (
          <FilterChip onRemove={() => onSearch({ subject: undefined })}>
            {t('audit.bySubject', { name: subject?.target.name ?? search.subject })}
          </FilterChip>
        )}
        {filtered && (
          <Button look="ghost" onClick={() => onSearch(noFilter)}>
            {t('common.clearFilters')}
          </Button>
        )}
      </div>
      <Card>
        <DataTable
          {...list}
          label={t('audit.title')}
          columns={columns}
          idOf={({ number }) => String(number)}
          nameOf={({ number }) => String(number)}
          actions={details}
          empty={
            <EmptyState
              icon="history"
              title={t('audit.emptyTitle')}
              action={filtered && <Button onClick={() => onSearch(noFilter)}>{t('common.clearFilters')}</Button>}
            >
              {t('audit.empty')}
            </EmptyState>
          }
        />
      </Card>
      {shown && (
        <EventDialog
          event={shown}
          onClose={() => setShown(null)}
          onFollow={(only) => {
            setShown(null)
            onSearch({ ...noFilter, ...only })
          }}
        />
      )}
    </>
  )
}

/** Everything that the trail can hold, by what it concerns; each noun also as a whole. */
function ActionFilter({
  value,
  onChange,
}: {
  readonly value: string | undefined
  readonly onChange: (action: string | undefined) => void
}) {
  const { t } = useTranslation()
  const options = useMemo(
    () =>
      auditNouns.flatMap((noun) => {
        const group = t(`audit.nouns.${noun}`)
        const actions = auditActions.filter((action) => action.startsWith(`${noun}.`))
        return [
          ...(actions.length > 1 ? [{ value: noun, label: t('audit.allOf', { noun: group }), group }] : []),
          ...actions.map((action) => ({ value: action, label: t(`audit.actions.${action}`), group })),
        ]
      }),
    [t],
  )
  return (
    <CompactSelect<string>
      label={t('audit.filterAction')}
      value={value ?? ''}
      options={[{ value: '', label: t('audit.anyAction') }, ...options]}
      onChange={(action) => onChange(action || undefined)}
      className="max-sm:grow"
    />
  )
}

function DayFilter({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (day: string | undefined) => void
}) {
  return (
    <label className="flex gap-x-2 gap-y-1 text-sm text-ink-muted max-sm:grow max-sm:basis-36 max-sm:flex-col sm:items-center">
      {label}
      <input
        type="date"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value || undefined)}
        className={cx(controlLook, 'sm:w-auto')}
      />
    </label>
  )
}

function useColumns(ofAllOrganizations: boolean): Column<AuditEvent>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const actionName = useActionName()
  const actorName = useActorName()
  return useMemo(
    () => [
      {
        id: 'action',
        header: t('audit.action'),
        primary: true,
        cell: (item) => (
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{actionName(item.action)}</span>
            {item.outcome === 'refused' && <Badge tone="danger">{t('audit.outcomes.refused')}</Badge>}
          </span>
        ),
      },
      {
        id: 'target',
        header: t('audit.target'),
        isEmpty: ({ target }) => target.name === null && target.id === null,
        cell: ({ target }) => (
          <TwoLines first={target.name ?? target.id ?? '–'} second={target.name ? target.id : null} />
        ),
      },
      {
        id: 'actor',
        header: t('audit.actor'),
        cell: (item) => <TwoLines first={actorName(item)} second={item.actor.email ?? item.actor.id} />,
      },
      ...(ofAllOrganizations ? [organizationColumn(t('newKey.organization'))] : []),
      {
        id: 'ip',
        header: t('audit.address'),
        width: 'w-36',
        isEmpty: ({ ip }) => ip === null,
        cell: ({ ip }) => <span className="font-mono text-xs break-all text-ink-muted">{ip}</span>,
      },
      {
        id: 'at',
        header: t('audit.time'),
        width: 'w-46',
        cell: ({ at }) => (
          <time dateTime={at} title={format.moment(at)} className="whitespace-nowrap">
            {format.minute(at)}
          </time>
        ),
      },
    ],
    [t, format, ofAllOrganizations],
  )
}

const organizationColumn = (header: string): Column<AuditEvent> => ({
  id: 'organization',
  header,
  isEmpty: ({ organization }) => organization === null,
  cell: ({ organization }) => organization?.name ?? <span className="text-ink-faint">–</span>,
})

function TwoLines({ first, second }: { readonly first: string; readonly second: string | null }) {
  return (
    <span className="flex min-w-0 max-w-60 flex-col">
      <span className="truncate">{first}</span>
      {second && <span className="truncate text-xs text-ink-muted">{second}</span>}
    </span>
  )
}

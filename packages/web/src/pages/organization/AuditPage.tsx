import type { AuditEvent, ExportAuditEventsQuery } from '@keystead/sdk'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keystead } from '../../api/keystead.ts'
import { Badge } from '../../components/Badge.tsx'
import { Button, DownloadLink, IconButton } from '../../components/Button.tsx'
import { type Column, DataTable } from '../../components/DataTable.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { CompactSelect, controlLook } from '../../components/Field.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { EmptyState } from '../../components/states.tsx'
import { Tooltip } from '../../components/Tooltip.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { auditQuery } from '../../queries/queries.ts'
import { useList } from '../../queries/use-list.ts'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/audit')

const actions = [
  'key.create',
  'key.rename',
  'key.delete',
  'key.block',
  'key.unblock',
  'service_account.create',
  'service_account.update',
  'service_account.delete',
  'organization.rename',
  'organization.add_member',
  'organization.change_role',
  'organization.remove_member',
  'team.create',
  'team.rename',
  'team.delete',
  'team.add_member',
  'team.change_role',
  'team.remove_member',
  'invitation.create',
  'invitation.revoke',
  'invitation.accept',
  'policies.change',
] as const

/** A day of the reader's own time zone. */
const startOf = (day: string | undefined, plusDays = 0): string | undefined => {
  if (day === undefined) return undefined
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + plusDays)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

export function AuditPage() {
  const { t } = useTranslation()
  const organization = useOrganization()
  const navigate = useNavigate({ from: '/account-settings/$organization/audit' })
  const search = route.useSearch()
  const outcome = (['done', 'refused'] as const).find((each) => each === search.outcome)
  const filter: ExportAuditEventsQuery = {
    organization: organization.id,
    action: search.action,
    outcome,
    actor: search.actor,
    subject: search.subject,
    from: startOf(search.from),
    until: startOf(search.until, 1),
  }
  const list = useList(auditQuery(filter), ({ events }) => events)
  const columns = useColumns()
  const [shown, setShown] = useState<AuditEvent | null>(null)
  const choose = (changes: Partial<Record<keyof typeof search, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true })
  const none = {
    action: undefined,
    outcome: undefined,
    actor: undefined,
    subject: undefined,
    from: undefined,
    until: undefined,
  }
  const filtered = Object.values(search).some((value) => value !== undefined)
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        context={organization.name}
        lead={t('audit.lead')}
        actions={
          <Tooltip content={t('audit.exportHint')}>
            <DownloadLink icon="download" href={keystead.audit.exportUrl(filter)} download>
              {t('audit.export')}
            </DownloadLink>
          </Tooltip>
        }
      />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <CompactSelect<string>
          label={t('audit.filterAction')}
          value={search.action ?? ''}
          options={[
            { value: '', label: t('audit.anyAction') },
            ...actions.map((value) => ({ value, label: t(`audit.actions.${value}`) })),
          ]}
          onChange={(value) => choose({ action: value || undefined })}
        />
        <CompactSelect<string>
          label={t('audit.filterOutcome')}
          value={outcome ?? ''}
          options={[
            { value: '', label: t('audit.anyOutcome') },
            { value: 'done', label: t('audit.outcomes.done') },
            { value: 'refused', label: t('audit.outcomes.refused') },
          ]}
          onChange={(value) => choose({ outcome: value || undefined })}
        />
        <DayFilter label={t('audit.filterFrom')} value={search.from} onChange={(from) => choose({ from })} />
        <DayFilter label={t('audit.filterUntil')} value={search.until} onChange={(until) => choose({ until })} />
        {filtered && (
          <Button look="ghost" onClick={() => choose(none)}>
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
          actions={(item) => (
            <IconButton
              icon="info"
              label={t('audit.details', { number: item.number })}
              onClick={() => setShown(item)}
            />
          )}
          empty={
            <EmptyState icon="history" title={t('audit.emptyTitle')}>
              {t('audit.empty')}
            </EmptyState>
          }
        />
      </Card>
      {shown && <EventDialog event={shown} onClose={() => setShown(null)} />}
    </>
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
    <label className="flex items-center gap-2 text-sm text-ink-muted">
      {label}
      <input
        type="date"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value || undefined)}
        className={controlLook.replace('w-full', 'w-auto')}
      />
    </label>
  )
}

/** What was done, in words; a newer server's action by its own name. */
function useActionName(): (action: string) => string {
  const { t, i18n } = useTranslation()
  return (action) => {
    const key: string = `audit.actions.${action}`
    return i18n.exists(key) ? t(key as 'audit.actions.key.create') : action
  }
}

function useOutcomeName(): (outcome: string) => string {
  const { t } = useTranslation()
  return (outcome) => (outcome === 'done' || outcome === 'refused' ? t(`audit.outcomes.${outcome}`) : outcome)
}

function useActorName(): (event: AuditEvent) => string {
  const { t } = useTranslation()
  return ({ actor }) =>
    actor.type === 'operator'
      ? t('audit.operator')
      : actor.type === 'anonymous'
        ? t('audit.anonymous')
        : (actor.name ?? actor.id ?? '')
}

function useColumns(): Column<AuditEvent>[] {
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
      {
        id: 'ip',
        header: t('audit.address'),
        isEmpty: ({ ip }) => ip === null,
        cell: ({ ip }) => <span className="font-mono text-xs text-ink-muted">{ip}</span>,
      },
      {
        id: 'at',
        header: t('audit.time'),
        cell: ({ at }) => (
          <time dateTime={at} title={format.moment(at)} className="whitespace-nowrap">
            {format.minute(at)}
          </time>
        ),
      },
    ],
    [t, format],
  )
}

function TwoLines({ first, second }: { readonly first: string; readonly second: string | null }) {
  return (
    <span className="flex min-w-0 max-w-60 flex-col">
      <span className="truncate">{first}</span>
      {second && <span className="truncate text-xs text-ink-muted">{second}</span>}
    </span>
  )
}

function EventDialog({ event, onClose }: { readonly event: AuditEvent; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const actionName = useActionName()
  const actorName = useActorName()
  const outcomeName = useOutcomeName()
  const facts: [string, string | null][] = [
    [t('audit.time'), format.moment(event.at)],
    [t('audit.action'), `${actionName(event.action)} (${event.action})`],
    [t('audit.outcome'), event.code ? `${outcomeName(event.outcome)} (${event.code})` : outcomeName(event.outcome)],
    [t('audit.actor'), [actorName(event), event.actor.email].filter(Boolean).join(', ')],
    [t('audit.usedKey'), event.actor.keyId],
    [t('audit.target'), [event.target.name, event.target.id].filter(Boolean).join(', ')],
    [t('common.team'), event.team?.name ?? null],
    [t('audit.address'), event.ip],
    [t('common.requestId'), event.requestId],
    ...Object.entries(event.details).map(([name, value]): [string, string] => [name, String(value ?? '–')]),
  ]
  return (
    <Dialog
      title={t('audit.details', { number: format.count(event.number) })}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-5 gap-y-2.5 text-sm">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name} className="contents">
                <dt className="text-ink-muted">{name}</dt>
                <dd className="break-words">{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Dialog>
  )
}

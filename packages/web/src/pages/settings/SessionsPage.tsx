import type { Session } from '@keystead/sdk'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Badge } from '../../components/Badge.tsx'
import { Button } from '../../components/Button.tsx'
import { DataTable } from '../../components/DataTable.tsx'
import { ConfirmDialog } from '../../components/Dialog.tsx'
import { Icon } from '../../components/Icon.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { EmptyState } from '../../components/states.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { toast } from '../../components/Toaster.tsx'
import type { Column } from '../../components/table-column.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { sessionsQuery } from '../../queries/queries.ts'
import { useAction } from '../../queries/use-action.ts'

const browsers = [
  ['Edge', /Edg\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrom(?:e|ium)\//],
  ['Safari', /Safari\//],
] as const
const systems = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh/],
  ['Linux', /Linux/],
] as const

/** As much of a user agent as tells one's own browsers apart. */
function useDeviceName(): (item: Session) => string {
  const { t } = useTranslation()
  return ({ userAgent }) => {
    const browser = browsers.find(([, mark]) => mark.test(userAgent ?? ''))?.[0]
    const system = systems.find(([, mark]) => mark.test(userAgent ?? ''))?.[0]
    if (browser && system) return t('sessions.deviceOn', { browser, system })
    return browser ?? system ?? t('sessions.unknownDevice')
  }
}

export function SessionsPage() {
  const { t } = useTranslation()
  const { data, isPending, error, refetch } = useQuery(sessionsQuery)
  const nameOf = useDeviceName()
  const [ending, setEnding] = useState<Session | null>(null)
  const columns = useMemo<Column<Session>[]>(
    () => [
      {
        id: 'device',
        header: t('sessions.device'),
        primary: true,
        cell: (item) => (
          <span className="flex flex-wrap items-center gap-2 font-medium" title={item.userAgent ?? undefined}>
            <Icon name="screen" className="text-ink-faint" />
            {nameOf(item)}
            {item.current && <Badge tone="accent">{t('sessions.current')}</Badge>}
          </span>
        ),
      },
      {
        id: 'ip',
        header: t('sessions.address'),
        width: 'w-1/5',
        cell: ({ ip }) => <span className="font-mono text-xs">{ip}</span>,
      },
      {
        id: 'created',
        header: t('sessions.signedIn'),
        width: 'w-36',
        sortBy: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => <TimeText time={createdAt} />,
      },
      {
        id: 'seen',
        header: t('sessions.lastSeen'),
        width: 'w-36',
        sortBy: ({ lastSeenAt }) => lastSeenAt,
        cell: ({ lastSeenAt }) => <TimeText time={lastSeenAt} relative />,
      },
    ],
    [t, nameOf],
  )
  return (
    <>
      <PageHeader title={t('settings.sessions')} context={t('settings.title')} lead={t('sessions.lead')} />
      <Card>
        <DataTable
          label={t('settings.sessions')}
          columns={columns}
          items={data?.sessions ?? none}
          idOf={({ id }) => id}
          nameOf={nameOf}
          loading={isPending}
          error={error}
          onRetry={() => void refetch()}
          empty={<EmptyState icon="screen" title={t('settings.sessions')} />}
          wideActions
          actions={(item) =>
            item.current ? null : (
              <Button
                look="dangerOutline"
                aria-label={t('sessions.endFor', { device: nameOf(item) })}
                onClick={() => setEnding(item)}
              >
                {t('sessions.end')}
              </Button>
            )
          }
        />
      </Card>
      {ending && <EndSessionDialog item={ending} name={nameOf(ending)} onClose={() => setEnding(null)} />}
    </>
  )
}

const none: Session[] = []

function EndSessionDialog({
  item,
  name,
  onClose,
}: {
  readonly item: Session
  readonly name: string
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const end = useAction(async () => {
    await keystead.sessions.end(item.id)
    await client.invalidateQueries(sessionsQuery)
    toast(t('sessions.ended'))
    onClose()
  })
  return (
    <ConfirmDialog
      title={`${t('sessions.end')}: ${name}`}
      description={t('sessions.endHint')}
      action={t('sessions.end')}
      pending={end.pending}
      error={end.error}
      onConfirm={() => void end.perform()}
      onClose={onClose}
      size="small"
    />
  )
}

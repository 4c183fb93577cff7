import type { RestorableApiKey } from '@keystead/sdk'
import { Link } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Crumb } from '../../components/Crumb.tsx'
import { DataTable } from '../../components/DataTable.tsx'
import { lazyDialog } from '../../components/lazy-dialog.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { EmptyState } from '../../components/states.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import type { Column } from '../../components/table-column.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { KeyId, Owner } from '../../keys/KeyCells.tsx'
import { deletedKeysQuery } from '../../queries/queries.ts'
import { useList } from '../../queries/use-list.ts'
import { useOrganization } from './use-organization.ts'

const UndeleteKeyDialog = lazyDialog(async () => (await import('../../keys/UndeleteKeyDialog.tsx')).UndeleteKeyDialog)

/** What was deleted in the last 30 days; admins bring it back. */
export function DeletedKeysPage() {
  const { t } = useTranslation()
  const { id, name, isAdmin } = useOrganization()
  const list = useList(deletedKeysQuery(id), ({ keys }) => keys)
  const columns = useColumns()
  const [chosen, setChosen] = useState<RestorableApiKey | null>(null)
  const restore = useCallback(
    (item: RestorableApiKey) => (
      <Button aria-label={t('keyLife.deleted.restoreFor', { name: item.name })} onClick={() => setChosen(item)}>
        {t('keyLife.deleted.restore')}
      </Button>
    ),
    [t],
  )
  return (
    <>
      <Crumb here={t('keyLife.deleted.title')}>
        <Link to="/account-settings/$organization/api-keys" params={{ organization: name }}>
          {t('keys.title')}
        </Link>
      </Crumb>
      <PageHeader
        title={t('keyLife.deleted.title')}
        context={name}
        lead={isAdmin ? t('keyLife.deleted.lead') : t('keyLife.deleted.ownLead')}
      />
      <Card>
        <DataTable
          {...list}
          label={t('keyLife.deleted.title')}
          columns={columns}
          idOf={(item) => item.id}
          nameOf={(item) => item.name}
          {...(isAdmin && { actions: restore, wideActions: true })}
          empty={
            <EmptyState icon="check" title={t('keyLife.deleted.emptyTitle')}>
              {t('keyLife.deleted.empty')}
            </EmptyState>
          }
        />
      </Card>
      {chosen && <UndeleteKeyDialog item={chosen} onClose={() => setChosen(null)} />}
    </>
  )
}

function useColumns(): Column<RestorableApiKey>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('keys.keyName'),
        primary: true,
        sortBy: ({ name }) => name,
        cell: ({ name }) => <span className="font-medium break-words">{name}</span>,
      },
      { id: 'id', header: t('keys.keyId'), width: 'w-42', cell: ({ id }) => <KeyId id={id} /> },
      {
        id: 'owner',
        header: t('common.owner'),
        sortBy: ({ owner }) => owner.name,
        cell: ({ owner }) => <Owner owner={owner} />,
      },
      {
        id: 'deleted',
        header: t('keyLife.deleted.deleted'),
        sortBy: ({ deletion }) => deletion.at,
        cell: ({ deletion }) => (
          <span className="flex min-w-0 flex-col">
            <TimeText time={deletion.at} relative />
            {deletion.by && (
              <span className="truncate text-xs text-ink-muted">
                {t('keyLife.deleted.by', { name: deletion.by.name })}
              </span>
            )}
          </span>
        ),
      },
      {
        id: 'until',
        header: t('keyLife.deleted.until'),
        width: 'w-36',
        cell: ({ deletion }) => <TimeText time={deletion.restorableUntil} relative />,
      },
    ],
    [t],
  )
}

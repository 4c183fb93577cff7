import type { ServiceAccount } from '@keystead/sdk'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import { Badge } from '../components/Badge.tsx'
import { IconButton } from '../components/Button.tsx'
import { DataTable } from '../components/DataTable.tsx'
import { Icon } from '../components/Icon.tsx'
import { Menu, MenuItem, MenuLink, MenuSeparator } from '../components/Menu.tsx'
import { TimeText } from '../components/TimeText.tsx'
import type { Column } from '../components/table-column.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { NewKeyDialog } from '../keys/lazy-key-dialogs.ts'
import type { useList } from '../queries/use-list.ts'
import { useMe } from '../queries/use-me.ts'
import {
  DeleteServiceAccountDialog,
  EditServiceAccountDialog,
  RotateAccountDialog,
} from './lazy-service-account-dialogs.ts'

type Intent = 'key' | 'rotate' | 'edit' | 'delete'

export function ServiceAccountsTable({
  list,
  empty,
  ofOneTeam = false,
}: {
  readonly list: ReturnType<typeof useList<never, ServiceAccount>>
  readonly empty: ReactNode
  /** All belong to the team whose page this is: nobody needs to be told so in each row. */
  readonly ofOneTeam?: boolean
}) {
  const { t } = useTranslation()
  const me = useMe()
  const [chosen, setChosen] = useState<{ intent: Intent; item: ServiceAccount } | null>(null)
  const close = () => setChosen(null)
  const columns = useMemo<Column<ServiceAccount>[]>(
    () => [
      {
        id: 'name',
        header: t('common.name'),
        primary: true,
        sortBy: ({ name }) => name.toLowerCase(),
        cell: (item) => (
          <span className="flex min-w-0 flex-wrap items-center gap-2">
            <Icon name="robot" className="text-ink-faint" />
            <span className="min-w-0 font-medium break-words">{item.name}</span>
            {item.verifier && <Badge title={t('serviceAccounts.verifierHint')}>{t('serviceAccounts.verifier')}</Badge>}
          </span>
        ),
      },
      {
        id: 'scope',
        header: t('serviceAccounts.scope'),
        width: 'w-1/4',
        sortBy: ({ team }) => team?.name.toLowerCase() ?? '',
        cell: ({ team, organization }) =>
          team ? (
            <Link
              to="/$team/service-accounts"
              params={{ team: team.name }}
              search={{ organization: organization.name }}
              className="text-accent underline-offset-2 hover:underline"
            >
              {team.name}
            </Link>
          ) : (
            t('serviceAccounts.ofOrganization')
          ),
      },
      {
        id: 'defaultTeam',
        header: t('serviceAccounts.defaultTeam'),
        width: 'w-1/5',
        sortBy: ({ defaultTeam }) => defaultTeam.name.toLowerCase(),
        cell: ({ defaultTeam }) => defaultTeam.name,
      },
      {
        id: 'created',
        header: t('common.createdOn'),
        width: 'w-36',
        sortBy: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => <TimeText time={createdAt} />,
      },
    ],
    [t],
  )
  return (
    <>
      <DataTable
        {...list}
        label={t('serviceAccounts.title')}
        columns={ofOneTeam ? columns.filter(({ id }) => id === 'name' || id === 'created') : columns}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        empty={empty}
        actions={(item) => (
          <Menu trigger={<IconButton icon="more" label={t('common.actionsFor', { name: item.name })} />}>
            <MenuItem onSelect={() => setChosen({ intent: 'key', item })}>{t('serviceAccounts.createKey')}</MenuItem>
            <MenuLink
              to="/account-settings/$organization/api-keys"
              params={{ organization: item.organization.name }}
              search={{ owner: item.id }}
            >
              {t('serviceAccounts.showKeys')}
            </MenuLink>
            <MenuItem onSelect={() => setChosen({ intent: 'rotate', item })}>{t('rotations.rotateAll')}</MenuItem>
            <MenuItem onSelect={() => setChosen({ intent: 'edit', item })}>{t('serviceAccounts.edit')}</MenuItem>
            <MenuSeparator />
            <MenuItem danger onSelect={() => setChosen({ intent: 'delete', item })}>
              {t('common.delete')}
            </MenuItem>
          </Menu>
        )}
      />
      {chosen?.intent === 'key' && <NewKeyDialog me={me} serviceAccount={chosen.item} onClose={close} />}
      {chosen?.intent === 'rotate' && <RotateAccountDialog item={chosen.item} onClose={close} />}
      {chosen?.intent === 'edit' && <EditServiceAccountDialog item={chosen.item} onClose={close} />}
      {chosen?.intent === 'delete' && <DeleteServiceAccountDialog item={chosen.item} onClose={close} />}
    </>
  )
}

import type { User } from '@keystead/sdk'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Badge } from '../../components/Badge.tsx'
import { Button, IconButton } from '../../components/Button.tsx'
import { DataTable } from '../../components/DataTable.tsx'
import { Menu, MenuItem, MenuLink, MenuSeparator } from '../../components/Menu.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { EmptyState } from '../../components/states.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import type { Column } from '../../components/table-column.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { PersonCell } from '../../members/PersonCell.tsx'
import { usersQuery } from '../../queries/queries.ts'
import { useList } from '../../queries/use-list.ts'
import { useMe } from '../../queries/use-me.ts'
import {
  CreateUserDialog,
  DeleteUserDialog,
  InstanceAdminDialog,
  PasswordLinkDialog,
} from '../../users/lazy-user-dialogs.ts'

const route = getRouteApi('/signed-in/admin/users')

type Intent = 'password-link' | 'instance-admin' | 'delete'

export function UsersPage() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate({ from: '/admin/users' })
  const { query } = route.useSearch()
  const list = useList(usersQuery(query), (page) => page.users)
  const columns = useColumns(me.principal.id)
  const [creating, setCreating] = useState(false)
  const [chosen, setChosen] = useState<{ intent: Intent; user: User } | null>(null)
  const close = () => setChosen(null)
  const find = (text: string) => void navigate({ search: text === '' ? {} : { query: text }, replace: true })
  return (
    <>
      <PageHeader
        title={t('administration.users.title')}
        context={t('administration.title')}
        lead={t('administration.users.lead')}
        actions={
          <Button look="primary" icon="plus" onClick={() => setCreating(true)}>
            {t('administration.users.create')}
          </Button>
        }
      />
      <SearchField
        label={t('administration.users.search')}
        value={query ?? ''}
        onChange={find}
        className="mb-3 sm:max-w-xs"
      />
      <Card>
        <DataTable
          {...list}
          label={t('administration.users.title')}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          actions={(user) => (
            <UserMenu
              user={user}
              isSelf={user.id === me.principal.id}
              onChoose={(intent) => setChosen({ intent, user })}
            />
          )}
          empty={
            <EmptyState
              icon="search"
              title={t('members.noMatchTitle')}
              action={<Button onClick={() => find('')}>{t('common.clear')}</Button>}
            >
              {t('members.noMatch')}
            </EmptyState>
          }
        />
      </Card>
      {creating && (
        <CreateUserDialog
          onClose={() => setCreating(false)}
          onCreated={(user) => {
            setCreating(false)
            setChosen({ intent: 'password-link', user })
          }}
        />
      )}
      {chosen?.intent === 'password-link' && <PasswordLinkDialog user={chosen.user} onClose={close} />}
      {chosen?.intent === 'instance-admin' && (
        <InstanceAdminDialog user={chosen.user} isSelf={chosen.user.id === me.principal.id} onClose={close} />
      )}
      {chosen?.intent === 'delete' && <DeleteUserDialog user={chosen.user} onClose={close} />}
    </>
  )
}

function UserMenu({
  user,
  isSelf,
  onChoose,
}: {
  readonly user: User
  readonly isSelf: boolean
  readonly onChoose: (intent: Intent) => void
}) {
  const { t } = useTranslation()
  return (
    <Menu trigger={<IconButton icon="more" label={t('common.actionsFor', { name: user.name })} />}>
      <MenuItem onSelect={() => onChoose('password-link')}>{t('administration.passwordLink.action')}</MenuItem>
      <MenuItem onSelect={() => onChoose('instance-admin')}>
        {user.instanceAdmin ? t('administration.users.withdraw') : t('administration.users.grant')}
      </MenuItem>
      <MenuLink to="/admin/audit" search={{ actor: user.id }}>
        {t('administration.users.showAudit')}
      </MenuLink>
      {/* Whoever wants to go asks another admin: to delete oneself by mistake is final. */}
      {!isSelf && (
        <>
          <MenuSeparator />
          <MenuItem danger onSelect={() => onChoose('delete')}>
            {t('common.delete')}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

function useColumns(ownId: string): Column<User>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('common.name'),
        primary: true,
        cell: (user) => <PersonCell person={user} isSelf={user.id === ownId} />,
      },
      { id: 'username', header: t('settings.username'), width: 'w-1/5', cell: ({ username }) => username },
      {
        id: 'state',
        header: t('common.state'),
        width: 'w-1/5',
        isEmpty: ({ instanceAdmin, activatedAt }) => !instanceAdmin && activatedAt !== null,
        cell: ({ instanceAdmin, activatedAt }) => (
          <span className="flex flex-wrap gap-1.5">
            {instanceAdmin && <Badge tone="accent">{t('administration.serverAdmin')}</Badge>}
            {activatedAt === null && (
              <Badge title={t('administration.users.notActivatedHint')}>{t('administration.users.notActivated')}</Badge>
            )}
          </span>
        ),
      },
      {
        id: 'created',
        header: t('common.createdOn'),
        width: 'w-36',
        cell: ({ createdAt }) => <TimeText time={createdAt} />,
      },
    ],
    [t, ownId],
  )
}

import type { Team } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Button, IconButton } from '../../components/Button.tsx'
import { DataTable } from '../../components/DataTable.tsx'
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx'
import { TextField } from '../../components/Field.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/Menu.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { EmptyState } from '../../components/states.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { toast } from '../../components/Toaster.tsx'
import type { Column } from '../../components/table-column.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { meQuery, teamsQuery } from '../../queries/queries.ts'
import { useAction } from '../../queries/use-action.ts'
import { useList } from '../../queries/use-list.ts'
import { useMe } from '../../queries/use-me.ts'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/teams')

export function TeamsPage() {
  const { t } = useTranslation()
  const organization = useOrganization()
  const navigate = useNavigate({ from: '/account-settings/$organization/teams' })
  const { query } = route.useSearch()
  const list = useList(teamsQuery(organization.id, query), (page) => page.teams)
  const [naming, setNaming] = useState<Team | 'new' | null>(null)
  const [deleting, setDeleting] = useState<Team | null>(null)
  const columns = useColumns()
  const find = (text: string) => void navigate({ search: text === '' ? {} : { query: text }, replace: true })
  const isEmpty = query === undefined && !list.loading && list.items.length === 0 && list.error === null
  const createButton = organization.isAdmin && (
    <Button look="primary" icon="plus" onClick={() => setNaming('new')}>
      {t('teams.create')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('teams.title')}
        context={organization.name}
        lead={t('teams.lead')}
        actions={!isEmpty && createButton}
      />
      {!isEmpty && (
        <SearchField label={t('teams.search')} value={query ?? ''} onChange={find} className="mb-3 sm:max-w-xs" />
      )}
      <Card>
        <DataTable
          {...list}
          label={t('teams.title')}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          {...(organization.isAdmin && {
            actions: (item: Team) => (
              <Menu trigger={<IconButton icon="more" label={t('common.actionsFor', { name: item.name })} />}>
                <MenuItem onSelect={() => setNaming(item)}>{t('common.rename')}</MenuItem>
                <MenuSeparator />
                <MenuItem danger onSelect={() => setDeleting(item)}>
                  {t('common.delete')}
                </MenuItem>
              </Menu>
            ),
          })}
          empty={
            query ? (
              <EmptyState
                icon="search"
                title={t('teams.noMatchTitle')}
                action={<Button onClick={() => find('')}>{t('common.clear')}</Button>}
              >
                {t('teams.noMatch')}
              </EmptyState>
            ) : (
              <EmptyState icon="people" title={t('teams.emptyTitle')} action={createButton}>
                {t('teams.empty')}
              </EmptyState>
            )
          }
        />
      </Card>
      {naming && <TeamNameDialog team={naming === 'new' ? null : naming} onClose={() => setNaming(null)} />}
      {deleting && <DeleteTeamDialog team={deleting} onClose={() => setDeleting(null)} />}
    </>
  )
}

function useColumns(): Column<Team>[] {
  const { t } = useTranslation()
  const me = useMe()
  const organization = useOrganization()
  return useMemo(() => {
    const roleIn = (team: Team) => me.teams.find(({ id }) => id === team.id)?.role
    return [
      {
        id: 'name',
        header: t('common.name'),
        primary: true,
        sortBy: ({ name }) => name.toLowerCase(),
        cell: ({ name }) => (
          <Link
            to="/$team/service-accounts"
            params={{ team: name }}
            search={{ organization: organization.name }}
            className="font-medium text-accent underline-offset-2 hover:underline"
          >
            {name}
          </Link>
        ),
      },
      {
        id: 'role',
        header: t('teams.yourRole'),
        width: 'w-1/4',
        isEmpty: (team) => !roleIn(team),
        cell: (team) => {
          const role = roleIn(team)
          return role ? t(`members.roles.${role}`) : <span className="text-ink-faint">–</span>
        },
      },
      {
        id: 'created',
        header: t('common.createdOn'),
        width: 'w-40',
        sortBy: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => <TimeText time={createdAt} />,
      },
    ]
  }, [t, me, organization])
}

function TeamNameDialog({ team, onClose }: { readonly team: Team | null; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const organization = useOrganization()
  const client = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(team?.name ?? '')
  const save = useAction(async () => {
    const chosen = name.trim()
    if (team) await keystead.teams.rename(organization.id, team.id, chosen)
    else await keystead.teams.create(organization.id, { name: chosen })
    await Promise.all([client.invalidateQueries({ queryKey: ['teams'] }), client.invalidateQueries(meQuery)])
    toast(team ? t('common.saved') : t('teams.created'))
    onClose()
  })
  return (
    <Dialog
      title={team ? t('teams.renameTitle') : t('teams.createTitle')}
      size="small"
      onClose={onClose}
      initialFocus={field}
      onSubmit={() => void save.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={save.pending} disabled={name.trim() === ''}>
            {team ? t('common.save') : t('common.create')}
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label={t('common.name')}
        placeholder={t('teams.namePlaceholder')}
        maxLength={255}
        value={name}
        onChange={setName}
        error={save.error}
      />
    </Dialog>
  )
}

function DeleteTeamDialog({ team, onClose }: { readonly team: Team; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const organization = useOrganization()
  const client = useQueryClient()
  const remove = useAction(async () => {
    await keystead.teams.delete(organization.id, team.id)
    await Promise.all([client.invalidateQueries({ queryKey: ['teams'] }), client.invalidateQueries(meQuery)])
    toast(t('teams.deleted'))
    onClose()
  })
  return (
    <ConfirmDialog
      title={t('teams.deleteTitle', { name: team.name })}
      description={t('teams.deleteHint')}
      action={t('teams.deleteAction')}
      typed={team.name}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void remove.perform()}
      onClose={onClose}
    />
  )
}

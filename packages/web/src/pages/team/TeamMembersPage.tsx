import type { TeamMember, TeamRole } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Button, IconButton } from '../../components/Button.tsx'
import { DataTable } from '../../components/DataTable.tsx'
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx'
import { CompactSelect, SelectField, TextField } from '../../components/Field.tsx'
import { Menu, MenuItem } from '../../components/Menu.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { EmptyState } from '../../components/states.tsx'
import { toast, toastFailure } from '../../components/Toaster.tsx'
import type { Column } from '../../components/table-column.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { PersonCell } from '../../members/PersonCell.tsx'
import { teamRoles } from '../../members/roles.ts'
import { meQuery, teamMembersQuery } from '../../queries/queries.ts'
import { useAction } from '../../queries/use-action.ts'
import { useList } from '../../queries/use-list.ts'
import { useMe } from '../../queries/use-me.ts'
import { TeamCrumb } from './TeamCrumb.tsx'
import { useTeam } from './use-team.ts'

const route = getRouteApi('/signed-in/$team/members')

export function TeamMembersPage() {
  const { t } = useTranslation()
  const me = useMe()
  const team = useTeam()
  const navigate = useNavigate({ from: '/$team/members' })
  const { query } = route.useSearch()
  const list = useList(teamMembersQuery(team.organizationId, team.id, query), (page) => page.members)
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<TeamMember | null>(null)
  const find = (text: string) =>
    void navigate({ search: (before) => ({ ...before, query: text || undefined }), replace: true })
  const addButton = team.isAdmin && (
    <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
      {t('members.addToTeam')}
    </Button>
  )
  const columns = useMemo<Column<TeamMember>[]>(
    () => [
      {
        id: 'name',
        header: t('common.name'),
        primary: true,
        sortBy: ({ user }) => user.name.toLowerCase(),
        cell: ({ user }) => <PersonCell person={user} isSelf={user.id === me.principal.id} />,
      },
      {
        id: 'username',
        header: t('settings.username'),
        width: 'w-1/4',
        sortBy: ({ user }) => user.username,
        cell: ({ user }) => user.username,
      },
      {
        id: 'role',
        header: t('common.role'),
        width: 'w-44',
        sortBy: ({ role }) => teamRoles.indexOf(role),
        cell: (item) => (team.isAdmin ? <TeamRoleSelect item={item} /> : t(`members.roles.${item.role}`)),
      },
    ],
    [t, me, team.isAdmin],
  )
  return (
    <>
      <TeamCrumb />
      <PageHeader title={t('members.title')} context={team.name} lead={t('members.teamLead')} actions={addButton} />
      <SearchField label={t('members.search')} value={query ?? ''} onChange={find} className="mb-3 sm:max-w-xs" />
      <Card>
        <DataTable
          {...list}
          label={t('members.title')}
          columns={columns}
          idOf={({ user }) => user.id}
          nameOf={({ user }) => user.name}
          actions={(item) =>
            team.isAdmin || item.user.id === me.principal.id ? (
              <Menu trigger={<IconButton icon="more" label={t('common.actionsFor', { name: item.user.name })} />}>
                <MenuItem danger onSelect={() => setRemoving(item)}>
                  {t('members.removeFromTeam')}
                </MenuItem>
              </Menu>
            ) : null
          }
          empty={
            <EmptyState
              icon="people"
              title={query ? t('members.noMatchTitle') : t('members.emptyTitle')}
              action={query ? <Button onClick={() => find('')}>{t('common.clear')}</Button> : addButton}
            >
              {query ? t('members.noMatch') : t('members.emptyTeam')}
            </EmptyState>
          }
        />
      </Card>
      {adding && <AddTeamMemberDialog onClose={() => setAdding(false)} />}
      {removing && <RemoveTeamMemberDialog item={removing} onClose={() => setRemoving(null)} />}
    </>
  )
}

function TeamRoleSelect({ item }: { readonly item: TeamMember }) {
  const { t } = useTranslation()
  const team = useTeam()
  const client = useQueryClient()
  const change = useAction(async (role: TeamRole) => {
    await keystead.teamMembers.changeRole(team.organizationId, team.id, item.user.id, role)
    toast(t('members.roleChanged', { name: item.user.name, role: t(`members.roles.${role}`) }))
    await Promise.all([client.invalidateQueries({ queryKey: ['team-members'] }), client.invalidateQueries(meQuery)])
  }, toastFailure)
  return (
    <CompactSelect<TeamRole>
      label={t('members.roleOf', { name: item.user.name })}
      value={item.role}
      disabled={change.pending}
      options={teamRoles.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
      onChange={(role) => void change.perform(role)}
      className="w-36"
    />
  )
}

function AddTeamMemberDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const team = useTeam()
  const client = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [user, setUser] = useState('')
  const [role, setRole] = useState<TeamRole>('member')
  const add = useAction(async () => {
    const added = await keystead.teamMembers.add(team.organizationId, team.id, { user: user.trim(), role })
    await Promise.all([client.invalidateQueries({ queryKey: ['team-members'] }), client.invalidateQueries(meQuery)])
    toast(t('members.added', { name: added.user.name }))
    onClose()
  })
  return (
    <Dialog
      title={t('members.addTitle', { team: team.name })}
      onClose={onClose}
      initialFocus={field}
      onSubmit={() => void add.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={add.pending} disabled={user.trim() === ''}>
            {t('members.addToTeam')}
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label={t('settings.username')}
        hint={t('members.userHint')}
        autoCapitalize="none"
        spellCheck={false}
        value={user}
        onChange={setUser}
        error={add.error}
      />
      <SelectField<TeamRole>
        label={t('common.role')}
        value={role}
        options={teamRoles.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
        onChange={setRole}
      />
    </Dialog>
  )
}

function RemoveTeamMemberDialog({ item, onClose }: { readonly item: TeamMember; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const team = useTeam()
  const client = useQueryClient()
  const remove = useAction(async () => {
    await keystead.teamMembers.remove(team.organizationId, team.id, item.user.id)
    await Promise.all([client.invalidateQueries({ queryKey: ['team-members'] }), client.invalidateQueries(meQuery)])
    toast(t('members.removed', { name: item.user.name }))
    onClose()
  })
  return (
    <ConfirmDialog
      title={t('members.removeTitle', { name: item.user.name })}
      description={t('members.removeFromTeamHint')}
      action={t('members.removeFromTeam')}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void remove.perform()}
      onClose={onClose}
      size="small"
    />
  )
}

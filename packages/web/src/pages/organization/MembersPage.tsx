import type { Invitation, Member, OrganizationRole } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Button, IconButton } from '../../components/Button.tsx'
import { cx } from '../../components/cx.ts'
import { DataTable } from '../../components/DataTable.tsx'
import { ConfirmDialog } from '../../components/Dialog.tsx'
import { CompactSelect } from '../../components/Field.tsx'
import { Menu, MenuItem, MenuLink, MenuSeparator } from '../../components/Menu.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { EmptyState } from '../../components/states.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { toast, toastFailure } from '../../components/Toaster.tsx'
import type { Column } from '../../components/table-column.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { AddMemberDialog, InviteDialog, RemoveMemberDialog } from '../../members/lazy-member-dialogs.ts'
import { PersonCell } from '../../members/PersonCell.tsx'
import { organizationRoles } from '../../members/roles.ts'
import { invitationsQuery, membersQuery, meQuery } from '../../queries/queries.ts'
import { useAction } from '../../queries/use-action.ts'
import { useList } from '../../queries/use-list.ts'
import { useMe } from '../../queries/use-me.ts'
import { PasswordLinkDialog } from '../../users/lazy-user-dialogs.ts'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/members')

export function MembersPage() {
  const { t } = useTranslation()
  const organization = useOrganization()
  const { tab } = route.useSearch()
  const { instanceAdmin } = useMe()
  const [opened, setOpened] = useState<'invite' | 'add' | null>(null)
  const close = () => setOpened(null)
  const buttons = organization.isAdmin && (
    <>
      {instanceAdmin && <Button onClick={() => setOpened('add')}>{t('administration.addMember.action')}</Button>}
      <Button look="primary" icon="plus" onClick={() => setOpened('invite')}>
        {t('members.invite')}
      </Button>
    </>
  )
  const showInvitations = organization.isAdmin && tab === 'invitations'
  return (
    <>
      <PageHeader title={t('members.title')} context={organization.name} lead={t('members.lead')} actions={buttons} />
      {organization.isAdmin && (
        <nav aria-label={t('members.title')} className="mb-4 inline-flex rounded-lg border border-line bg-sunken p-0.5">
          {([undefined, 'invitations'] as const).map((each) => (
            <Link
              key={each ?? 'members'}
              to="/account-settings/$organization/members"
              params={{ organization: organization.name }}
              search={each ? { tab: each } : {}}
              aria-current={showInvitations === (each === 'invitations') ? 'page' : undefined}
              className={cx(
                'rounded-md px-3 py-1 text-sm font-medium',
                showInvitations === (each === 'invitations')
                  ? 'bg-surface text-ink shadow-raised'
                  : 'text-ink-muted hover:text-ink',
              )}
              activeProps={{}}
            >
              {each ? t('members.tabInvitations') : t('members.tabMembers')}
            </Link>
          ))}
        </nav>
      )}
      {showInvitations ? <InvitationList /> : <MemberList />}
      {opened === 'invite' && <InviteDialog organization={organization} onClose={close} />}
      {opened === 'add' && <AddMemberDialog organization={organization} onClose={close} />}
    </>
  )
}

function MemberList() {
  const { t } = useTranslation()
  const me = useMe()
  const organization = useOrganization()
  const navigate = useNavigate({ from: '/account-settings/$organization/members' })
  const { query } = route.useSearch()
  const list = useList(membersQuery(organization.id, query), (page) => page.members)
  const [chosen, setChosen] = useState<{ intent: 'remove' | 'password-link'; item: Member } | null>(null)
  const close = () => setChosen(null)
  const find = (text: string) => void navigate({ search: text === '' ? {} : { query: text }, replace: true })
  const columns = useMemo<Column<Member>[]>(
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
        sortBy: ({ role }) => organizationRoles.indexOf(role),
        cell: (item) => (organization.isAdmin ? <RoleSelect item={item} /> : t(`members.roles.${item.role}`)),
      },
    ],
    [t, me, organization.isAdmin],
  )
  return (
    <>
      <SearchField label={t('members.search')} value={query ?? ''} onChange={find} className="mb-3 sm:max-w-xs" />
      <Card>
        <DataTable
          {...list}
          label={t('members.title')}
          columns={columns}
          idOf={({ user }) => user.id}
          nameOf={({ user }) => user.name}
          actions={(item) => {
            const isSelf = item.user.id === me.principal.id
            if (!isSelf && !organization.isAdmin) return null
            return (
              <Menu trigger={<IconButton icon="more" label={t('common.actionsFor', { name: item.user.name })} />}>
                {organization.isAdmin && (
                  <MenuLink
                    to="/account-settings/$organization/api-keys"
                    params={{ organization: organization.name }}
                    search={{ owner: item.user.id }}
                  >
                    {t('members.showKeys')}
                  </MenuLink>
                )}
                {me.instanceAdmin && (
                  <MenuItem onSelect={() => setChosen({ intent: 'password-link', item })}>
                    {t('administration.passwordLink.action')}
                  </MenuItem>
                )}
                {organization.isAdmin && <MenuSeparator />}
                <MenuItem danger onSelect={() => setChosen({ intent: 'remove', item })}>
                  {isSelf ? t('members.leave') : t('members.remove')}
                </MenuItem>
              </Menu>
            )
          }}
          empty={
            <EmptyState
              icon="people"
              title={query ? t('members.noMatchTitle') : t('members.emptyTitle')}
              action={query && <Button onClick={() => find('')}>{t('common.clear')}</Button>}
            >
              {query && t('members.noMatch')}
            </EmptyState>
          }
        />
      </Card>
      {chosen?.intent === 'remove' && (
        <RemoveMemberDialog
          item={chosen.item}
          organization={organization}
          isSelf={chosen.item.user.id === me.principal.id}
          onClose={close}
        />
      )}
      {chosen?.intent === 'password-link' && <PasswordLinkDialog user={chosen.item.user} onClose={close} />}
    </>
  )
}

function RoleSelect({ item }: { readonly item: Member }) {
  const { t } = useTranslation()
  const organization = useOrganization()
  const client = useQueryClient()
  const change = useAction(async (role: OrganizationRole) => {
    await keystead.members.changeRole(organization.id, item.user.id, role)
    toast(t('members.roleChanged', { name: item.user.name, role: t(`members.roles.${role}`) }))
    await Promise.all([client.invalidateQueries({ queryKey: ['members'] }), client.invalidateQueries(meQuery)])
  }, toastFailure)
  return (
    <CompactSelect<OrganizationRole>
      label={t('members.roleOf', { name: item.user.name })}
      value={item.role}
      disabled={change.pending}
      options={organizationRoles.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
      onChange={(role) => void change.perform(role)}
      className="w-36"
    />
  )
}

function InvitationList() {
  const { t } = useTranslation()
  const organization = useOrganization()
  const list = useList(invitationsQuery(organization.id), (page) => page.invitations)
  const [revoking, setRevoking] = useState<Invitation | null>(null)
  const columns = useMemo<Column<Invitation>[]>(
    () => [
      {
        id: 'email',
        header: t('common.email'),
        primary: true,
        sortBy: ({ email }) => email,
        cell: ({ email }) => <span className="font-medium">{email}</span>,
      },
      { id: 'role', header: t('common.role'), width: 'w-32', cell: ({ role }) => t(`members.roles.${role}`) },
      {
        id: 'team',
        header: t('common.team'),
        width: 'w-1/5',
        isEmpty: ({ team }) => team === null,
        cell: ({ team }) => team?.name ?? <span className="text-ink-faint">–</span>,
      },
      {
        id: 'invited',
        header: t('members.invited'),
        width: 'w-36',
        sortBy: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => <TimeText time={createdAt} />,
      },
      {
        id: 'expires',
        header: t('common.expires'),
        width: 'w-36',
        sortBy: ({ expiresAt }) => expiresAt,
        cell: ({ expiresAt }) => <TimeText time={expiresAt} relative />,
      },
    ],
    [t],
  )
  return (
    <>
      <Card>
        <DataTable
          {...list}
          label={t('members.tabInvitations')}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={({ email }) => email}
          wideActions
          actions={(item) => (
            <Button
              look="dangerOutline"
              aria-label={t('members.revokeFor', { email: item.email })}
              onClick={() => setRevoking(item)}
            >
              {t('members.revoke')}
            </Button>
          )}
          empty={
            <EmptyState icon="people" title={t('members.invitationsEmptyTitle')}>
              {t('members.invitationsEmpty')}
            </EmptyState>
          }
        />
      </Card>
      {revoking && <RevokeDialog item={revoking} onClose={() => setRevoking(null)} />}
    </>
  )
}

function RevokeDialog({ item, onClose }: { readonly item: Invitation; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const organization = useOrganization()
  const client = useQueryClient()
  const revoke = useAction(async () => {
    await keystead.invitations.revoke(organization.id, item.id)
    await client.invalidateQueries({ queryKey: ['invitations'] })
    toast(t('members.revoked'))
    onClose()
  })
  return (
    <ConfirmDialog
      title={t('members.revokeTitle', { email: item.email })}
      description={t('members.revokeHint')}
      action={t('members.revoke')}
      pending={revoke.pending}
      error={revoke.error}
      onConfirm={() => void revoke.perform()}
      onClose={onClose}
      size="small"
    />
  )
}

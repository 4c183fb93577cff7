import type { Organization } from '@keystead/sdk'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { DataTable } from '../../components/DataTable.tsx'
import { lazyDialog } from '../../components/lazy-dialog.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { EmptyState } from '../../components/states.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import type { Column } from '../../components/table-column.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { organizationsQuery } from '../../queries/queries.ts'
import { useList } from '../../queries/use-list.ts'
import { useMe } from '../../queries/use-me.ts'

const route = getRouteApi('/signed-in/admin/organizations')

const CreateOrganizationDialog = lazyDialog(
  async () => (await import('../../organizations/CreateOrganizationDialog.tsx')).CreateOrganizationDialog,
)

export function OrganizationsPage() {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/admin/organizations' })
  const { query } = route.useSearch()
  const list = useList(organizationsQuery(query), (page) => page.organizations)
  const columns = useColumns()
  const [creating, setCreating] = useState(false)
  const find = (text: string) => void navigate({ search: text === '' ? {} : { query: text }, replace: true })
  return (
    <>
      <PageHeader
        title={t('administration.organizations.title')}
        context={t('administration.title')}
        lead={t('administration.organizations.lead')}
        actions={
          <Button look="primary" icon="plus" onClick={() => setCreating(true)}>
            {t('administration.organizations.create')}
          </Button>
        }
      />
      <SearchField
        label={t('administration.organizations.search')}
        value={query ?? ''}
        onChange={find}
        className="mb-3 sm:max-w-xs"
      />
      <Card>
        <DataTable
          {...list}
          label={t('administration.organizations.title')}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          empty={
            <EmptyState
              icon="search"
              title={t('administration.organizations.noMatchTitle')}
              action={<Button onClick={() => find('')}>{t('common.clear')}</Button>}
            >
              {t('administration.organizations.noMatch')}
            </EmptyState>
          }
        />
      </Card>
      {creating && <CreateOrganizationDialog onClose={() => setCreating(false)} />}
    </>
  )
}

function useColumns(): Column<Organization>[] {
  const { t } = useTranslation()
  const me = useMe()
  return useMemo(() => {
    const roleIn = ({ id }: Organization) => me.organizations.find((each) => each.id === id)?.role
    return [
      {
        id: 'name',
        header: t('common.name'),
        primary: true,
        cell: ({ name }) => (
          <Link
            to="/account-settings/$organization/api-keys"
            params={{ organization: name }}
            className="font-medium text-accent underline-offset-2 hover:underline"
          >
            {name}
          </Link>
        ),
      },
      {
        id: 'role',
        header: t('administration.organizations.yourRole'),
        width: 'w-1/4',
        cell: (organization) => {
          const role = roleIn(organization)
          return role ? (
            t(`members.roles.${role}`)
          ) : (
            <span className="text-ink-muted">{t('administration.organizations.noRole')}</span>
          )
        },
      },
      {
        id: 'created',
        header: t('common.createdOn'),
        width: 'w-40',
        cell: ({ createdAt }) => <TimeText time={createdAt} />,
      },
    ]
  }, [t, me])
}

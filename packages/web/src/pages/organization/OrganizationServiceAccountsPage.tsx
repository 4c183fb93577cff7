import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { EmptyState } from '../../components/states.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { policiesQuery, serviceAccountsQuery } from '../../queries/queries.ts'
import { useList } from '../../queries/use-list.ts'
import { NewServiceAccountDialog } from '../../service-accounts/lazy-service-account-dialogs.ts'
import { ServiceAccountsTable } from '../../service-accounts/ServiceAccountsTable.tsx'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/service-accounts')

export function OrganizationServiceAccountsPage() {
  const { t } = useTranslation()
  const organization = useOrganization()
  const navigate = useNavigate({ from: '/account-settings/$organization/service-accounts' })
  const { query } = route.useSearch()
  const list = useList(serviceAccountsQuery(organization.id, query), (page) => page.serviceAccounts)
  const { data: policies } = useQuery(policiesQuery(organization.id))
  const [creating, setCreating] = useState(false)

  const teamsClosed = policies?.disableTeamServiceAccountCreation === true
  const scopes = [
    ...(organization.isAdmin ? (['organization'] as const) : []),
    ...(!teamsClosed && (organization.isAdmin || organization.isTeamAdmin) ? (['team'] as const) : []),
  ]
  const mayCreate = organization.isAdmin || organization.isTeamAdmin
  const isEmpty = query === undefined && !list.loading && list.items.length === 0 && list.error === null
  const createButton = mayCreate && (
    <Button look="primary" icon="plus" disabled={scopes.length === 0} onClick={() => setCreating(true)}>
      {t('serviceAccounts.create')}
    </Button>
  )
  const find = (text: string) => void navigate({ search: text === '' ? {} : { query: text }, replace: true })
  return (
    <>
      <PageHeader
        title={t('serviceAccounts.title')}
        context={organization.name}
        lead={t('serviceAccounts.lead')}
        actions={!isEmpty && createButton}
      />
      {mayCreate && teamsClosed && (
        <Callout className="mb-4">{t('errors.TEAM_SERVICE_ACCOUNT_CREATION_DISABLED')}</Callout>
      )}
      {!isEmpty && (
        <SearchField
          label={t('serviceAccounts.search')}
          value={query ?? ''}
          onChange={find}
          className="mb-3 sm:max-w-xs"
        />
      )}
      <Card>
        <ServiceAccountsTable
          list={list}
          empty={
            query ? (
              <EmptyState
                icon="search"
                title={t('serviceAccounts.noMatchTitle')}
                action={<Button onClick={() => find('')}>{t('common.clear')}</Button>}
              >
                {t('teams.noMatch')}
              </EmptyState>
            ) : (
              <EmptyState icon="robot" title={t('serviceAccounts.emptyTitle')} action={createButton}>
                {t('serviceAccounts.empty')}
              </EmptyState>
            )
          }
        />
      </Card>
      {creating && (
        <NewServiceAccountDialog organization={organization} scopes={scopes} onClose={() => setCreating(false)} />
      )}
    </>
  )
}

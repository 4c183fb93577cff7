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
import { TeamCrumb } from './TeamCrumb.tsx'
import { useTeam } from './use-team.ts'

const route = getRouteApi('/signed-in/$team/service-accounts')

export function TeamServiceAccountsPage() {
  const { t } = useTranslation()
  const team = useTeam()
  const navigate = useNavigate({ from: '/$team/service-accounts' })
  const { query } = route.useSearch()
  const list = useList(serviceAccountsQuery(team.organizationId, query, team.id), (page) => page.serviceAccounts)
  const { data: policies } = useQuery(policiesQuery(team.organizationId))
  const closed = policies?.disableTeamServiceAccountCreation === true
  const [creating, setCreating] = useState(false)
  const find = (text: string) =>
    void navigate({ search: (before) => ({ ...before, query: text || undefined }), replace: true })
  const createButton = team.isAdmin && (
    <Button
      look="primary"
      icon="plus"
      disabled={closed}
      aria-describedby={closed ? 'creation-refusal' : undefined}
      onClick={() => setCreating(true)}
    >
      {t('serviceAccounts.createTeam')}
    </Button>
  )
  return (
    <>
      <TeamCrumb />
      <PageHeader
        title={t('serviceAccounts.title')}
        context={team.name}
        lead={t('serviceAccounts.teamLead')}
        actions={createButton}
      />
      {team.isAdmin && closed && (
        <Callout id="creation-refusal" className="mb-4">
          {t('errors.TEAM_SERVICE_ACCOUNT_CREATION_DISABLED')}
        </Callout>
      )}
      <SearchField
        label={t('serviceAccounts.search')}
        value={query ?? ''}
        onChange={find}
        className="mb-3 sm:max-w-xs"
      />
      <Card>
        <ServiceAccountsTable
          list={list}
          ofOneTeam
          empty={
            <EmptyState
              icon="robot"
              title={query ? t('serviceAccounts.noMatchTitle') : t('serviceAccounts.emptyTitle')}
              action={query ? <Button onClick={() => find('')}>{t('common.clear')}</Button> : createButton}
            >
              {query ? t('teams.noMatch') : t('serviceAccounts.empty')}
            </EmptyState>
          }
        />
      </Card>
      {creating && (
        <NewServiceAccountDialog
          organization={{ id: team.organizationId, name: '' }}
          team={team}
          scopes={['team']}
          onClose={() => setCreating(false)}
        />
      )}
    </>
  )
}

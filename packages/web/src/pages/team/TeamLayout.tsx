import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Outlet } from '@tanstack/react-router'
import { usePageTitle } from '../../components/PageHeader.tsx'
import { ErrorState } from '../../components/states.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { teamByNameQuery } from '../../queries/queries.ts'
import { administersTeam, findMembership, useMe } from '../../queries/use-me.ts'
import { SectionLink, Shell } from '../../shell/Shell.tsx'
import { TeamContext } from './use-team.ts'

const route = getRouteApi('/signed-in/$team')

export function TeamLayout() {
  const { t } = useTranslation()
  const me = useMe()
  const params = route.useParams()
  const { organization } = route.useSearch()
  const own = me.teams.filter(({ id, name }) => id === params.team || name.toLowerCase() === params.team.toLowerCase())
  const places =
    organization === undefined
      ? [...new Set([...own.map(({ organizationId }) => organizationId), ...me.organizations.map(({ id }) => id)])]
      : [findMembership(me, organization)?.id ?? organization]
  const { data: team, error, refetch } = useQuery(teamByNameQuery(params.team, places))
  const place = me.organizations.find(({ id }) => id === team?.organizationId)
  if (error) {
    return (
      <Shell>
        <MissingTeam />
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Shell>
    )
  }
  if (!team) return <Shell>{null}</Shell>
  const search = organization === undefined ? {} : { organization }
  return (
    <TeamContext value={{ ...team, isAdmin: administersTeam(me, team) }}>
      <Shell
        organizationName={place?.name}
        sections={
          <>
            <SectionLink
              to="/$team/service-accounts"
              params={params}
              search={search}
              activeOptions={{ includeSearch: false }}
            >
              {t('serviceAccounts.title')}
            </SectionLink>
            <SectionLink to="/$team/members" params={params} search={search} activeOptions={{ includeSearch: false }}>
              {t('members.title')}
            </SectionLink>
          </>
        }
      >
        <Outlet />
      </Shell>
    </TeamContext>
  )
}

function MissingTeam() {
  const { t } = useTranslation()
  usePageTitle(t('trouble.notFoundTitle'))
  return <h1 className="sr-only">{t('trouble.notFoundTitle')}</h1>
}

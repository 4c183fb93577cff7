import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Outlet } from '@tanstack/react-router'
import { usePageTitle } from '../../components/PageHeader.tsx'
import { ErrorState } from '../../components/states.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { organizationQuery } from '../../queries/queries.ts'
import { administersOrganization, administersTeam, findMembership, useMe } from '../../queries/use-me.ts'
import { SectionLink, Shell } from '../../shell/Shell.tsx'
import { OrganizationContext } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization')

export function OrganizationLayout() {
  const { t } = useTranslation()
  const me = useMe()
  const params = route.useParams()
  const membership = findMembership(me, params.organization)
  // An instance admin sees organizations that they do not belong to.
  const { data, error, refetch } = useQuery({ ...organizationQuery(params.organization), enabled: !membership })
  const found = membership ?? data
  if (error) {
    return (
      <Shell organizationName={params.organization}>
        <MissingOrganization />
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Shell>
    )
  }
  if (!found) return <Shell organizationName={params.organization}>{null}</Shell>

  const isAdmin = administersOrganization(me, found.id)
  const isTeamAdmin = me.teams.some((team) => team.organizationId === found.id && administersTeam(me, team))
  const at = { organization: params.organization }
  return (
    <OrganizationContext value={{ id: found.id, name: found.name, isAdmin, isTeamAdmin }}>
      <Shell
        organizationName={found.name}
        sections={
          <>
            <SectionLink to="/account-settings/$organization/api-keys" params={at}>
              {t('keys.title')}
            </SectionLink>
            <SectionLink to="/account-settings/$organization/rotations" params={at}>
              {t('rotations.title')}
            </SectionLink>
            <SectionLink to="/account-settings/$organization/service-accounts" params={at}>
              {t('serviceAccounts.title')}
            </SectionLink>
            {(isAdmin || isTeamAdmin) && (
              <SectionLink to="/account-settings/$organization/members" params={at}>
                {t('members.title')}
              </SectionLink>
            )}
            <SectionLink to="/account-settings/$organization/teams" params={at}>
              {t('teams.title')}
            </SectionLink>
            <SectionLink to="/account-settings/$organization/settings" params={at}>
              {t('policies.title')}
            </SectionLink>
            {isAdmin && (
              <SectionLink to="/account-settings/$organization/webhooks" params={at}>
                {t('webhooks.section')}
              </SectionLink>
            )}
            {isAdmin && (
              <SectionLink to="/account-settings/$organization/audit" params={at}>
                {t('audit.title')}
              </SectionLink>
            )}
            <SectionLink to="/account-settings/$organization/explain" params={at}>
              {t('refusals.title')}
            </SectionLink>
          </>
        }
      >
        <Outlet />
      </Shell>
    </OrganizationContext>
  )
}

function MissingOrganization() {
  const { t } = useTranslation()
  usePageTitle(t('trouble.notFoundTitle'))
  return <h1 className="sr-only">{t('trouble.notFoundTitle')}</h1>
}

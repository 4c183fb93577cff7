import { Link } from '@tanstack/react-router'
import { Crumb } from '../../components/Crumb.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { useMe } from '../../queries/use-me.ts'
import { useTeam } from './use-team.ts'

export function TeamCrumb() {
  const { t } = useTranslation()
  const team = useTeam()
  const place = useMe().organizations.find(({ id }) => id === team.organizationId)
  return (
    <Crumb here={team.name}>
      <Link to="/account-settings/$organization/teams" params={{ organization: place?.name ?? team.organizationId }}>
        {t('teams.title')}
      </Link>
    </Crumb>
  )
}

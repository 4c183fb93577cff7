import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../components/Icon.tsx'
import { useMe } from '../../queries/use-me.ts'
import { useTeam } from './use-team.ts'

export function TeamCrumb() {
  const { t } = useTranslation()
  const team = useTeam()
  const place = useMe().organizations.find(({ id }) => id === team.organizationId)
  return (
    <nav aria-label={t('common.youAreHere')} className="mb-2 flex items-center gap-1 text-sm text-ink-muted">
      <Link
        to="/account-settings/$organization/teams"
        params={{ organization: place?.name ?? team.organizationId }}
        className="rounded hover:text-ink hover:underline"
      >
        {t('teams.title')}
      </Link>
      <Icon name="right" className="size-3.5" />
      <span className="truncate">{team.name}</span>
    </nav>
  )
}

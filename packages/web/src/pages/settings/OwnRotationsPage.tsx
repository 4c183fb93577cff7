import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from '../../i18n/use-translation.ts'
import { useMe } from '../../queries/use-me.ts'
import { RotationsList } from '../rotations/RotationsList.tsx'

const route = getRouteApi('/signed-in/settings/rotations')

export function OwnRotationsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate({ from: '/settings/rotations' })
  const { state } = route.useSearch()
  return (
    <RotationsList
      of={{ owner: me.principal.id }}
      context={t('settings.title')}
      lead={t('rotations.leadOwn')}
      state={state}
      onFilter={(chosen) => void navigate({ search: { state: chosen }, replace: true })}
    />
  )
}

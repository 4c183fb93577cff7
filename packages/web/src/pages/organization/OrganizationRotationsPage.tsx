import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from '../../i18n/use-translation.ts'
import { RotationsList } from '../rotations/RotationsList.tsx'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/rotations')

export function OrganizationRotationsPage() {
  const { t } = useTranslation()
  const organization = useOrganization()
  const navigate = useNavigate({ from: '/account-settings/$organization/rotations' })
  const { state } = route.useSearch()
  return (
    <RotationsList
      of={{ organization: organization.id }}
      context={organization.name}
      lead={organization.isAdmin ? t('rotations.leadOrganization') : t('rotations.leadOwn')}
      state={state}
      onFilter={(chosen) => void navigate({ search: { state: chosen }, replace: true })}
    />
  )
}

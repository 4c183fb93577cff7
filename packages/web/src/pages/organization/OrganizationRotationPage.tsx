import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from '../../i18n/use-translation.ts'
import { RotationDetails } from '../../rotations/RotationDetails.tsx'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/rotations/$rotationId')

export function OrganizationRotationPage() {
  const { t } = useTranslation()
  const { name } = useOrganization()
  const { rotationId } = route.useParams()
  return (
    <RotationDetails
      id={rotationId}
      context={name}
      crumb={
        <Link to="/account-settings/$organization/rotations" params={{ organization: name }}>
          {t('rotations.title')}
        </Link>
      }
    />
  )
}

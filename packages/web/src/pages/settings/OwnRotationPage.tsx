import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from '../../i18n/use-translation.ts'
import { RotationDetails } from '../../rotations/RotationDetails.tsx'

const route = getRouteApi('/signed-in/settings/rotations/$rotationId')

export function OwnRotationPage() {
  const { t } = useTranslation()
  const { rotationId } = route.useParams()
  return (
    <RotationDetails
      id={rotationId}
      context={t('settings.title')}
      crumb={<Link to="/settings/rotations">{t('rotations.title')}</Link>}
    />
  )
}

import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from '../../i18n/use-translation.ts'
import { KeyDetails } from '../../keys/KeyDetails.tsx'

const route = getRouteApi('/signed-in/settings/api-keys/$keyId')

export function OwnKeyPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { keyId } = route.useParams()
  return (
    <KeyDetails
      keyId={keyId}
      context={t('settings.title')}
      crumb={<Link to="/settings/api-keys">{t('keys.title')}</Link>}
      onDeleted={() => void navigate({ to: '/settings/api-keys' })}
    />
  )
}

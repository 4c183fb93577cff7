import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ButtonLink } from '../../components/Button.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { KeyDetails } from '../../keys/KeyDetails.tsx'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/api-keys/$keyId')

export function OrganizationKeyPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const organization = useOrganization()
  const { keyId } = route.useParams()
  const params = { organization: organization.name }
  return (
    <KeyDetails
      keyId={keyId}
      organization={organization.isAdmin ? organization : undefined}
      context={organization.name}
      crumb={
        <Link to="/account-settings/$organization/api-keys" params={params}>
          {t('keys.title')}
        </Link>
      }
      links={
        organization.isAdmin && (
          <ButtonLink
            look="ghost"
            icon="history"
            to="/account-settings/$organization/audit"
            params={params}
            search={{ subject: keyId }}
          >
            {t('keys.showAudit')}
          </ButtonLink>
        )
      }
      onDeleted={() => void navigate({ to: '/account-settings/$organization/api-keys', params })}
    />
  )
}

import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from '../../i18n/use-translation.ts'
import { ExplainRefusal } from '../../refusals/ExplainRefusal.tsx'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/explain')

export function OrganizationExplainPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { name } = useOrganization()
  const { organization } = route.useParams()
  const { id = '' } = route.useSearch()
  return (
    <ExplainRefusal
      context={name}
      asked={id}
      onAsk={(asked) =>
        void navigate({
          to: '/account-settings/$organization/explain',
          params: { organization },
          search: { id: asked },
        })
      }
      linkToKey={(keyId) => (
        <Link
          to="/account-settings/$organization/api-keys/$keyId"
          params={{ organization, keyId }}
          className="text-accent underline underline-offset-2"
        >
          {t('refusals.toKey')}
        </Link>
      )}
    />
  )
}

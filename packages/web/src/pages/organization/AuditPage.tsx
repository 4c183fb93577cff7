import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { AuditTrail } from '../../audit/AuditTrail.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/audit')

export function AuditPage() {
  const { t } = useTranslation()
  const organization = useOrganization()
  const navigate = useNavigate({ from: '/account-settings/$organization/audit' })
  return (
    <AuditTrail
      organizationId={organization.id}
      context={organization.name}
      lead={t('audit.lead')}
      search={route.useSearch()}
      onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }), replace: true })}
    />
  )
}

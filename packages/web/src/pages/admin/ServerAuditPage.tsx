import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { AuditTrail } from '../../audit/AuditTrail.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'

const route = getRouteApi('/signed-in/admin/audit')

export function ServerAuditPage() {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/admin/audit' })
  return (
    <AuditTrail
      context={t('administration.title')}
      lead={t('administration.audit.lead')}
      search={route.useSearch()}
      onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }), replace: true })}
    />
  )
}

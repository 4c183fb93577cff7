import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from '../../i18n/use-translation.ts'
import { ExplainRefusal } from '../../refusals/ExplainRefusal.tsx'

const route = getRouteApi('/signed-in/settings/explain')

export function ExplainPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { id = '' } = route.useSearch()
  return (
    <ExplainRefusal
      context={t('settings.title')}
      asked={id}
      onAsk={(asked) => void navigate({ to: '/settings/explain', search: { id: asked } })}
      linkToKey={(keyId) => (
        <Link to="/settings/api-keys/$keyId" params={{ keyId }} className="text-accent underline underline-offset-2">
          {t('refusals.toKey')}
        </Link>
      )}
    />
  )
}

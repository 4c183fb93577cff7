import { Outlet } from '@tanstack/react-router'
import { usePageTitle } from '../../components/PageHeader.tsx'
import { EmptyState } from '../../components/states.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { useMe } from '../../queries/use-me.ts'
import { SectionLink, Shell } from '../../shell/Shell.tsx'

export function AdminLayout() {
  const { t } = useTranslation()
  if (!useMe().instanceAdmin) {
    return (
      <Shell>
        <ForServerAdminsOnly />
      </Shell>
    )
  }
  return (
    <Shell
      sections={
        <>
          <SectionLink to="/admin/users">{t('administration.users.title')}</SectionLink>
          <SectionLink to="/admin/organizations">{t('administration.organizations.title')}</SectionLink>
          <SectionLink to="/admin/audit">{t('audit.title')}</SectionLink>
        </>
      }
    >
      <Outlet />
    </Shell>
  )
}

function ForServerAdminsOnly() {
  const { t } = useTranslation()
  usePageTitle(t('administration.title'))
  return (
    <>
      <h1 className="sr-only">{t('administration.title')}</h1>
      <EmptyState icon="lock" title={t('administration.forbiddenTitle')}>
        {t('administration.forbiddenHint')}
      </EmptyState>
    </>
  )
}

import { Outlet } from '@tanstack/react-router'
import { useTranslation } from '../../i18n/use-translation.ts'
import { SectionLink, Shell } from '../../shell/Shell.tsx'

export function SettingsLayout() {
  const { t } = useTranslation()
  return (
    <Shell
      sections={
        <>
          <SectionLink to="/settings" activeOptions={{ exact: true }}>
            {t('settings.profile')}
          </SectionLink>
          <SectionLink to="/settings/api-keys">{t('settings.apiKeys')}</SectionLink>
          <SectionLink to="/settings/rotations">{t('rotations.title')}</SectionLink>
          <SectionLink to="/settings/sessions">{t('settings.sessions')}</SectionLink>
          <SectionLink to="/settings/explain">{t('refusals.title')}</SectionLink>
        </>
      }
    >
      <Outlet />
    </Shell>
  )
}

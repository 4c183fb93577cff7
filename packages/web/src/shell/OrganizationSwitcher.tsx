import type { Me } from '@keystead/sdk'
import { lazy, Suspense } from 'react'
import { Icon } from '../components/Icon.tsx'
import { Menu, MenuGroup, MenuLink, MenuSeparator } from '../components/Menu.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { SwitcherButton } from './SwitcherButton.tsx'

/** More than these are not read through, but looked for. */
export const mostInMenu = 8

// Few people belong to so many organizations: nobody else loads it.
const OrganizationSearch = lazy(async () => ({
  default: (await import('./OrganizationSearch.tsx')).OrganizationSearch,
}))

export function OrganizationSwitcher({ me, current }: { readonly me: Me; readonly current: string | undefined }) {
  if (me.organizations.length > mostInMenu) {
    return (
      <Suspense fallback={<SwitcherButton current={current} />}>
        <OrganizationSearch me={me} current={current} />
      </Suspense>
    )
  }
  return (
    <Menu align="start" trigger={<SwitcherButton current={current} />}>
      <OrganizationLinks me={me} current={current} />
      {me.instanceAdmin && (
        <>
          <MenuSeparator />
          <AllOrganizationsLink />
        </>
      )}
    </Menu>
  )
}

/** Where they are few enough to be read. */
export function OrganizationLinks({ me, current }: { readonly me: Me; readonly current?: string | undefined }) {
  const { t } = useTranslation()
  if (me.organizations.length === 0) {
    return <p className="max-w-60 px-2.5 py-2 text-sm text-ink-muted">{t('shell.noOrganization')}</p>
  }
  return (
    <MenuGroup label={t('shell.organizations')}>
      {me.organizations.map(({ id, name }) => (
        <MenuLink key={id} to="/account-settings/$organization/api-keys" params={{ organization: name }}>
          <span className="min-w-0 flex-1 truncate">{name}</span>
          {name === current && <Icon name="check" className="text-accent" />}
        </MenuLink>
      ))}
    </MenuGroup>
  )
}

function AllOrganizationsLink() {
  const { t } = useTranslation()
  return <MenuLink to="/admin/organizations">{t('shell.allOrganizations')}</MenuLink>
}

import { Combobox } from '@base-ui/react/combobox'
import type { Me, OrganizationMembership } from '@keystead/sdk'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { cx } from '../components/cx.ts'
import { controlLook } from '../components/Field.tsx'
import { Icon } from '../components/Icon.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { SwitcherButton } from './SwitcherButton.tsx'

const optionLook = 'flex min-h-8 pointer-coarse:min-h-11 items-center gap-2 rounded-md px-2.5 text-sm outline-none'

/** The switcher of somebody who belongs to many organizations. */
export function OrganizationSearch({ me, current }: { readonly me: Me; readonly current: string | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const here = me.organizations.find(({ name }) => name === current) ?? null
  return (
    <Combobox.Root<OrganizationMembership>
      items={me.organizations}
      value={here}
      open={open}
      onOpenChange={setOpen}
      onValueChange={(chosen) => {
        if (chosen) {
          void navigate({ to: '/account-settings/$organization/api-keys', params: { organization: chosen.name } })
        }
      }}
      itemToStringLabel={({ name }) => name}
      isItemEqualToValue={(one, other) => one.id === other.id}
      autoHighlight
    >
      <Combobox.Trigger
        aria-label={t('shell.switchFrom', { organization: current ?? t('shell.organizations') })}
        render={<SwitcherButton current={current} />}
      />
      <Combobox.Portal>
        <Combobox.Positioner align="start" sideOffset={6} collisionPadding={8} className="z-30 outline-none">
          <Combobox.Popup
            aria-label={t('shell.switchOrganization')}
            className="flex max-h-[min(26rem,var(--available-height))] w-72 flex-col rounded-lg border border-line bg-surface shadow-floating outline-none"
          >
            <div className="p-1.5">
              <Combobox.Input
                aria-label={t('shell.findOrganization')}
                placeholder={t('shell.findOrganization')}
                spellCheck={false}
                className={controlLook}
              />
            </div>
            <Combobox.Empty className="px-3 text-sm text-ink-muted">
              <p className="pt-1 pb-3">{t('shell.noOrganizationFound')}</p>
            </Combobox.Empty>
            <Combobox.List
              aria-label={t('shell.organizations')}
              className="overflow-y-auto overscroll-contain px-1 pb-1 empty:p-0"
            >
              {(organization: OrganizationMembership) => (
                <Combobox.Item
                  key={organization.id}
                  value={organization}
                  className={cx(optionLook, 'cursor-pointer select-none data-highlighted:bg-hover')}
                >
                  <span className="min-w-0 flex-1 truncate">{organization.name}</span>
                  <Combobox.ItemIndicator>
                    <Icon name="check" className="text-accent" />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
            {me.instanceAdmin && (
              <div className="border-t border-line p-1">
                <Link
                  to="/admin/organizations"
                  onClick={() => setOpen(false)}
                  className={cx(optionLook, 'hover:bg-hover focus-visible:bg-hover')}
                >
                  {t('shell.allOrganizations')}
                </Link>
              </div>
            )}
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}

import type { Policies } from '@keystead/sdk'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useId, useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Badge } from '../../components/Badge.tsx'
import { Button } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { ConfirmDialog } from '../../components/Dialog.tsx'
import { CompactSelect, TextField } from '../../components/Field.tsx'
import { Card, PageHeader, Section } from '../../components/PageHeader.tsx'
import { Switch } from '../../components/Switch.tsx'
import { ErrorState } from '../../components/states.tsx'
import { toast, toastFailure } from '../../components/Toaster.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { KeyList } from '../../keys/KeyDialogs.tsx'
import { enforcementPreviewQuery, meQuery, organizationQuery, policiesQuery } from '../../queries/queries.ts'
import { type Action, useAction } from '../../queries/use-action.ts'
import { LeakResponse } from './LeakResponse.tsx'
import { useOrganization } from './use-organization.ts'

export function PoliciesPage() {
  const { t } = useTranslation()
  const organization = useOrganization()
  const { data: policies, error, refetch } = useQuery(policiesQuery(organization.id))
  return (
    <>
      <PageHeader title={t('policies.title')} context={organization.name} />
      {organization.isAdmin && <NameSection />}
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Section
          title={t('policies.heading')}
          lead={organization.isAdmin ? t('policies.headingLead') : t('policies.readOnly')}
        >
          {policies ? <PolicyList policies={policies} /> : <div className="skeleton appear h-96 w-full" />}
        </Section>
      )}
    </>
  )
}

function NameSection() {
  const { t } = useTranslation()
  const organization = useOrganization()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState(organization.name)
  const rename = useAction(async () => {
    const renamed = await keystead.organizations.rename(organization.id, name.trim())
    await client.invalidateQueries(meQuery)
    await navigate({
      to: '/account-settings/$organization/settings',
      params: { organization: renamed.name },
      replace: true,
    })
    await client.invalidateQueries(organizationQuery(renamed.name))
    toast(t('common.saved'))
  })
  return (
    <Section title={t('policies.general')}>
      <form
        className="flex max-w-md flex-col items-start gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void rename.perform()
        }}
      >
        <TextField
          label={t('policies.organizationName')}
          hint={t('policies.renameHint')}
          maxLength={255}
          value={name}
          onChange={setName}
          error={rename.error}
          className="w-full"
        />
        <Button
          type="submit"
          pending={rename.pending}
          disabled={name.trim() === '' || name.trim() === organization.name}
        >
          {t('common.save')}
        </Button>
      </form>
    </Section>
  )
}

type Switches = 'disableKeyCreation' | 'disableViewerKeyCreation' | 'disableTeamServiceAccountCreation'
type Change = Partial<Policies> & { confirmation?: string }

function PolicyList({ policies }: { readonly policies: Policies }) {
  const { t } = useTranslation()
  const organization = useOrganization()
  // For what needs no second thought: done at once, and undone as easily.
  const save = useSavePolicies({ onFailure: toastFailure })
  const change = (changes: Change) => void save.perform(changes)
  const [asking, setAsking] = useState<'disable' | 'enforce' | 'stop' | null>(null)
  const { isAdmin } = organization

  const row = (name: Switches, onChange: (on: boolean) => void) => (
    <PolicyRow title={t(`policies.${name}`)} hint={t(`policies.${name}Hint`)}>
      {(ids) => <Switch {...ids} checked={policies[name]} disabled={!isAdmin || save.pending} onChange={onChange} />}
    </PolicyRow>
  )
  return (
    <>
      <Card className="divide-y divide-line">
        {row('disableKeyCreation', (on) => (on ? setAsking('disable') : change({ disableKeyCreation: false })))}
        {row('disableViewerKeyCreation', (on) => change({ disableViewerKeyCreation: on }))}
        {row('disableTeamServiceAccountCreation', (on) => change({ disableTeamServiceAccountCreation: on }))}
        <PolicyRow title={t('policies.maximumKeyLifetime')} hint={t('policies.maximumKeyLifetimeHint')}>
          {() => <LifetimeSelect policies={policies} disabled={!isAdmin || save.pending} onChange={change} />}
        </PolicyRow>
        <PolicyRow title={t('policies.onLeak')} hint={t(`policies.onLeakHints.${policies.onLeak}`)}>
          {() => <LeakResponse policies={policies} disabled={!isAdmin || save.pending} onChange={change} />}
        </PolicyRow>
        <PolicyRow title={t('policies.enforce')} hint={t('policies.enforceHint')}>
          {() =>
            policies.enforceOrganizationKeys ? (
              <div className="flex items-center gap-3">
                <Badge tone="good">{t('policies.enforced')}</Badge>
                {isAdmin && <Button onClick={() => setAsking('stop')}>{t('policies.stopEnforcing')}</Button>}
              </div>
            ) : isAdmin ? (
              <Button onClick={() => setAsking('enforce')}>{t('policies.enforceAction')}</Button>
            ) : (
              <Badge>{t('policies.notEnforced')}</Badge>
            )
          }
        </PolicyRow>
      </Card>
      {asking === 'disable' && <DisableCreationDialog onClose={() => setAsking(null)} />}
      {asking === 'enforce' && <EnforceDialog onClose={() => setAsking(null)} />}
      {asking === 'stop' && <StopEnforcingDialog onClose={() => setAsking(null)} />}
    </>
  )
}

function useSavePolicies({
  onSaved,
  onFailure,
}: {
  readonly onSaved?: () => void
  readonly onFailure?: (words: string) => void
}): Action<[Change]> {
  const { t } = useTranslation()
  const organization = useOrganization()
  const client = useQueryClient()
  return useAction(async (changes: Change) => {
    const saved = await keystead.policies.change(organization.id, changes)
    client.setQueryData(policiesQuery(organization.id).queryKey, saved)
    void client.invalidateQueries({ queryKey: ['policies', 'refusal-of-any-key'] })
    void client.invalidateQueries({ queryKey: ['keys'] })
    toast(t('policies.saved'))
    onSaved?.()
  }, onFailure)
}

type Ids = { readonly 'aria-labelledby': string; readonly 'aria-describedby': string }

function PolicyRow({
  title,
  hint,
  children,
}: {
  readonly title: string
  readonly hint: string
  readonly children: (ids: Ids) => ReactNode
}) {
  const id = useId()
  const ids = { 'aria-labelledby': `${id}-title`, 'aria-describedby': `${id}-hint` }
  return (
    <div className="flex flex-col items-start gap-x-8 gap-y-3 px-5 py-4 sm:flex-row sm:items-center sm:justify-between">
      <div className="flex min-w-0 flex-col gap-0.5">
        <p id={ids['aria-labelledby']} className="text-base font-medium">
          {title}
        </p>
        <p id={ids['aria-describedby']} className="max-w-xl text-sm text-ink-muted">
          {hint}
        </p>
      </div>
      <div className="shrink-0">{children(ids)}</div>
    </div>
  )
}

const offeredDays = [7, 30, 90, 180, 365]
const daySeconds = 86_400

function LifetimeSelect({
  policies,
  disabled,
  onChange,
}: {
  readonly policies: Policies
  readonly disabled: boolean
  readonly onChange: (change: Change) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const current = policies.maximumKeyLifetimeSeconds
  // What was set by other means is offered, too, so that it can be seen.
  const seconds = [
    ...new Set([...offeredDays.map((days) => days * daySeconds), ...(current === null ? [] : [current])]),
  ].sort((a, b) => a - b)
  const label = (length: number) =>
    length % daySeconds === 0
      ? t('newKey.inDays', { count: length / daySeconds, formatted: format.count(length / daySeconds) })
      : format.seconds(length)
  return (
    <CompactSelect
      label={t('policies.maximumKeyLifetime')}
      value={String(current ?? '')}
      disabled={disabled}
      options={[
        { value: '', label: t('policies.noMaximum') },
        ...seconds.map((length) => ({ value: String(length), label: label(length) })),
      ]}
      onChange={(value) => onChange({ maximumKeyLifetimeSeconds: value === '' ? null : Number(value) })}
      className="w-36"
    />
  )
}

function DisableCreationDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const save = useSavePolicies({ onSaved: onClose })
  return (
    <ConfirmDialog
      title={t('policies.confirmDisableTitle')}
      description={t('policies.disableKeyCreationHint')}
      action={t('policies.confirmDisableAction')}
      danger={false}
      pending={save.pending}
      error={save.error}
      onConfirm={() => void save.perform({ disableKeyCreation: true })}
      onClose={onClose}
    >
      <p className="text-sm">{t('policies.confirmDisableHint')}</p>
      <Callout>{t('errors.KEY_CREATION_DISABLED')}</Callout>
    </ConfirmDialog>
  )
}

const dayMs = 86_400_000

function EnforceDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const organization = useOrganization()
  const save = useSavePolicies({ onSaved: onClose })
  const { data, error, isPending, refetch } = useQuery(enforcementPreviewQuery(organization.id))
  const keys = data?.keys ?? []
  const recent = keys.filter(
    ({ lastUsedAt }) => lastUsedAt !== null && Date.now() - Date.parse(lastUsedAt) < dayMs,
  ).length
  const counted = { count: keys.length, formatted: format.count(keys.length) }
  return (
    <ConfirmDialog
      title={t('policies.enforceTitle')}
      description={t('policies.enforceHint')}
      action={t('policies.enforceSubmit')}
      typed={organization.name}
      size="large"
      pending={save.pending}
      error={save.error}
      onConfirm={(confirmation) => void save.perform({ enforceOrganizationKeys: true, confirmation })}
      onClose={onClose}
    >
      {isPending && <div className="skeleton appear h-48 w-full" />}
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data && keys.length === 0 && <Callout tone="good">{t('policies.previewNone')}</Callout>}
      {keys.length > 0 && (
        <div className="flex flex-col gap-3">
          <Callout
            tone="caution"
            title={data?.nextCursor ? t('policies.previewMany', counted) : t('policies.previewSome', counted)}
          >
            {recent > 0 && t('policies.previewRecent', { count: recent, formatted: format.count(recent) })}
          </Callout>
          <KeyList label={t('policies.preview')} items={keys} />
        </div>
      )}
    </ConfirmDialog>
  )
}

function StopEnforcingDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const save = useSavePolicies({ onSaved: onClose })
  return (
    <ConfirmDialog
      title={t('policies.stopEnforcingTitle')}
      description={t('policies.stopEnforcingHint')}
      action={t('policies.stopEnforcing')}
      pending={save.pending}
      error={save.error}
      onConfirm={() => void save.perform({ enforceOrganizationKeys: false })}
      onClose={onClose}
    />
  )
}

import type { NewServiceAccount, Reference, ServiceAccount } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId, useRef, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { ConfirmDialog, Dialog } from '../components/Dialog.tsx'
import { Checkbox, RadioCards, SelectField, TextField } from '../components/Field.tsx'
import { toast } from '../components/Toaster.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { KeyList } from '../keys/KeyDialogs.tsx'
import { keysQuery, teamsQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'
import { useList } from '../queries/use-list.ts'

type Scope = 'organization' | 'team'

/** With a team, it is made for that team; without, one chooses, as far as one may. */
export function NewServiceAccountDialog({
  organization,
  team,
  scopes,
  onClose,
}: {
  readonly organization: Reference
  readonly team?: Reference
  readonly scopes: readonly Scope[]
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const group = useId()
  const nameField = useRef<HTMLInputElement>(null)
  const [name, setName] = useState('')
  const [nameMissing, setNameMissing] = useState(false)
  const [scope, setScope] = useState<Scope>(scopes[0] ?? 'team')
  const [chosenTeam, setTeam] = useState('')
  const { items: teams, loading } = useList(teamsQuery(organization.id), ({ teams }) => teams)
  const teamId = team?.id ?? (chosenTeam || (teams[0]?.id ?? ''))
  const create = useAction(async () => {
    setNameMissing(name.trim() === '')
    if (name.trim() === '') return
    const body: NewServiceAccount = {
      name: name.trim(),
      ...(team || scope === 'team' ? { team: teamId } : { defaultTeam: teamId }),
    }
    await keystead.serviceAccounts.create(organization.id, body)
    await client.invalidateQueries({ queryKey: ['service-accounts'] })
    toast(t('serviceAccounts.created'))
    onClose()
  })
  const noTeams = !team && !loading && teams.length === 0
  return (
    <Dialog
      title={t('serviceAccounts.createTitle')}
      onClose={onClose}
      initialFocus={nameField}
      onSubmit={() => void create.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={create.pending} disabled={teamId === ''}>
            {t('common.create')}
          </Button>
        </>
      }
    >
      <TextField
        ref={nameField}
        label={t('common.name')}
        placeholder={t('serviceAccounts.namePlaceholder')}
        maxLength={255}
        value={name}
        onChange={setName}
        error={nameMissing ? t('common.nameMissing') : null}
      />
      {!team && scopes.length > 1 && (
        <RadioCards<Scope>
          legend={t('serviceAccounts.scope')}
          name={group}
          value={scope}
          onChange={setScope}
          options={[
            {
              value: 'organization',
              label: t('serviceAccounts.scopeOrganization'),
              hint: t('serviceAccounts.scopeOrganizationHint'),
            },
            { value: 'team', label: t('serviceAccounts.scopeTeam'), hint: t('serviceAccounts.scopeTeamHint') },
          ]}
        />
      )}
      {!team && teams.length > 0 && (
        <SelectField
          label={scope === 'team' ? t('common.team') : t('serviceAccounts.defaultTeam')}
          {...(scope === 'organization' && { hint: t('serviceAccounts.defaultTeamHint') })}
          value={teamId}
          options={teams.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setTeam}
        />
      )}
      {noTeams && (
        <Callout tone="caution">
          {t('serviceAccounts.noTeams')}{' '}
          <Link
            to="/account-settings/$organization/teams"
            params={{ organization: organization.name }}
            className="font-medium text-accent underline underline-offset-2"
          >
            {t('serviceAccounts.toTeams')}
          </Link>
        </Callout>
      )}
      {create.error && <Callout tone="danger">{create.error}</Callout>}
    </Dialog>
  )
}

export function EditServiceAccountDialog({
  item,
  onClose,
}: {
  readonly item: ServiceAccount
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const nameField = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(item.name)
  const [defaultTeam, setDefaultTeam] = useState(item.defaultTeam.id)
  const [verifier, setVerifier] = useState(item.verifier)
  const { items: teams } = useList(teamsQuery(item.organization.id), ({ teams }) => teams)
  const offered = teams.some(({ id }) => id === item.defaultTeam.id) ? teams : [item.defaultTeam, ...teams]
  const save = useAction(async () => {
    await keystead.serviceAccounts.update(item.id, {
      ...(name.trim() !== item.name && { name: name.trim() }),
      ...(defaultTeam !== item.defaultTeam.id && { defaultTeam }),
      ...(verifier !== item.verifier && { verifier }),
    })
    await client.invalidateQueries({ queryKey: ['service-accounts'] })
    toast(t('common.saved'))
    onClose()
  })
  return (
    <Dialog
      title={t('serviceAccounts.editTitle')}
      onClose={onClose}
      initialFocus={nameField}
      onSubmit={() => void save.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={save.pending} disabled={name.trim() === ''}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <TextField ref={nameField} label={t('common.name')} maxLength={255} value={name} onChange={setName} />
      {item.team === null && (
        <SelectField
          label={t('serviceAccounts.defaultTeam')}
          hint={t('serviceAccounts.defaultTeamHint')}
          value={defaultTeam}
          options={offered.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setDefaultTeam}
        />
      )}
      <Checkbox checked={verifier} onChange={setVerifier}>
        <span className="font-medium">{t('serviceAccounts.verifier')}</span>
        <span className="block text-xs text-ink-muted">{t('serviceAccounts.verifierHint')}</span>
      </Checkbox>
      {save.error && <Callout tone="danger">{save.error}</Callout>}
    </Dialog>
  )
}

export function DeleteServiceAccountDialog({
  item,
  onClose,
}: {
  readonly item: ServiceAccount
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const format = useFormat()
  const { items, loading } = useList(keysQuery({ owner: item.id }), ({ keys }) => keys)
  const remove = useAction(async () => {
    const { deletedKeys } = await keystead.serviceAccounts.delete(item.id)
    await Promise.all([
      client.invalidateQueries({ queryKey: ['service-accounts'] }),
      client.invalidateQueries({ queryKey: ['keys'] }),
    ])
    toast(t('serviceAccounts.deleted', { count: deletedKeys.length, formatted: format.count(deletedKeys.length) }))
    onClose()
  })
  return (
    <ConfirmDialog
      title={t('serviceAccounts.deleteTitle', { name: item.name })}
      description={t('serviceAccounts.deleteHint')}
      action={t('serviceAccounts.deleteAction')}
      typed={item.name}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void remove.perform()}
      onClose={onClose}
    >
      <div className="flex min-h-16 flex-col gap-2">
        {items.length > 0 && (
          <>
            <p className="text-sm font-medium">{t('serviceAccounts.keysToGo')}</p>
            <KeyList label={t('serviceAccounts.keysToGo')} items={items} />
          </>
        )}
        {!loading && items.length === 0 && <p className="text-sm text-ink-muted">{t('serviceAccounts.noKeys')}</p>}
      </div>
    </ConfirmDialog>
  )
}

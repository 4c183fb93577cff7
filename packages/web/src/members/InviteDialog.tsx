import {
  isKeysteadError,
  type NewInvitation,
  type OrganizationRole,
  type Reference,
  type TeamRole,
} from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { cx } from '../components/cx.ts'
import { Dialog } from '../components/Dialog.tsx'
import { SelectField, TextField } from '../components/Field.tsx'
import { OneTimeLinkDialog } from '../components/OneTimeLinkDialog.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { teamsQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'
import { useList } from '../queries/use-list.ts'
import { organizationRoles, teamRoles } from './roles.ts'

/** Asks whom to invite as what, and then shows the link, once: it is kept in this dialog's state and nowhere else. */
export function InviteDialog({
  organization,
  onClose,
}: {
  readonly organization: Reference
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const emailField = useRef<HTMLInputElement>(null)
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<OrganizationRole>('member')
  const [team, setTeam] = useState('')
  const [teamRole, setTeamRole] = useState<TeamRole>('member')
  const [link, setLink] = useState<string | null>(null)
  const { items: teams } = useList(teamsQuery(organization.id), (page) => page.teams)
  const invite = useAction(async () => {
    const body: NewInvitation = { email: email.trim(), role, ...(team !== '' && { team, teamRole }) }
    const { token } = await keystead.invitations.create(organization.id, body)
    setLink(`${window.location.origin}/invitation#${encodeURIComponent(token)}`)
    void client.invalidateQueries({ queryKey: ['invitations'] })
  })

  if (link !== null) {
    return (
      <OneTimeLinkDialog
        title={t('members.linkTitle', { email: email.trim() })}
        hint={t('members.linkHint')}
        label={t('members.link')}
        link={link}
        onClose={onClose}
      />
    )
  }
  const emailIsWrong = isKeysteadError(invite.failure, 'INVALID_EMAIL', 'ALREADY_A_MEMBER')
  return (
    <Dialog
      title={t('members.inviteTitle', { organization: organization.name })}
      description={t('members.inviteHint')}
      onClose={onClose}
      initialFocus={emailField}
      onSubmit={() => void invite.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={invite.pending} disabled={email.trim() === ''}>
            {t('members.sendInvite')}
          </Button>
        </>
      }
    >
      <TextField
        ref={emailField}
        label={t('common.email')}
        type="email"
        value={email}
        onChange={setEmail}
        error={emailIsWrong ? invite.error : null}
      />
      <SelectField<OrganizationRole>
        label={t('common.role')}
        hint={t(`members.roleHints.${role}`)}
        value={role}
        options={organizationRoles.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
        onChange={setRole}
      />
      {teams.length > 0 && (
        <div className={cx('grid gap-4', team !== '' && 'sm:grid-cols-2')}>
          <SelectField
            label={t('common.team')}
            value={team}
            options={[
              { value: '', label: t('members.noTeam') },
              ...teams.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={setTeam}
          />
          {team !== '' && (
            <SelectField<TeamRole>
              label={t('members.teamRole')}
              value={teamRole}
              options={teamRoles.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
              onChange={setTeamRole}
            />
          )}
        </div>
      )}
      {invite.error && !emailIsWrong && <Callout tone="danger">{invite.error}</Callout>}
    </Dialog>
  )
}

import { isKeysteadError, type OrganizationRole, type Reference, type User } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { SelectField } from '../components/Field.tsx'
import { toast } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { meQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'
import { UserPicker } from '../users/UserPicker.tsx'
import { organizationRoles } from './roles.ts'

/** Makes a user a member without asking them, which is for admins of the server; everyone else invites. */
export function AddMemberDialog({
  organization,
  onClose,
}: {
  readonly organization: Reference
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const userField = useRef<HTMLInputElement>(null)
  const [user, setUser] = useState<User | null>(null)
  const [role, setRole] = useState<OrganizationRole>('member')
  const add = useAction(async () => {
    if (user === null) return
    await keystead.members.add(organization.id, { user: user.id, role })
    await Promise.all([client.invalidateQueries({ queryKey: ['members'] }), client.invalidateQueries(meQuery)])
    toast(t('members.added', { name: user.name }))
    onClose()
  })
  const userIsWrong = isKeysteadError(add.failure, 'ALREADY_A_MEMBER', 'USER_NOT_FOUND')
  return (
    <Dialog
      title={t('administration.addMember.title', { organization: organization.name })}
      description={t('administration.addMember.hint')}
      onClose={onClose}
      initialFocus={userField}
      onSubmit={() => void add.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={add.pending} disabled={user === null}>
            {t('administration.addMember.submit')}
          </Button>
        </>
      }
    >
      <UserPicker
        inputRef={userField}
        label={t('administration.picker.user')}
        value={user}
        onChange={setUser}
        error={userIsWrong ? add.error : null}
      />
      <SelectField<OrganizationRole>
        label={t('common.role')}
        hint={t(`members.roleHints.${role}`)}
        value={role}
        options={organizationRoles.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
        onChange={setRole}
      />
      {add.error && !userIsWrong && <Callout tone="danger">{add.error}</Callout>}
    </Dialog>
  )
}

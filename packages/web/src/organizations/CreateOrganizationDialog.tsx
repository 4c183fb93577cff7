import { type ErrorCode, isKeysteadError, type User } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { TextField } from '../components/Field.tsx'
import { toast } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { meQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'
import { UserPicker } from '../users/UserPicker.tsx'

export function CreateOrganizationDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const nameField = useRef<HTMLInputElement>(null)
  const [name, setName] = useState('')
  const [admin, setAdmin] = useState<User | null>(null)
  const create = useAction(async () => {
    if (admin === null) return
    const organization = await keystead.organizations.create({ name: name.trim(), admin: admin.id })
    await Promise.all([
      client.invalidateQueries({ queryKey: ['organizations'] }),
      // Perhaps it is their own.
      client.invalidateQueries(meQuery),
    ])
    toast(t('administration.organizations.created', { name: organization.name }))
    onClose()
  })
  const errorFor = (...codes: ErrorCode[]) => (isKeysteadError(create.failure, ...codes) ? create.error : null)
  const ofName: ErrorCode[] = ['INVALID_ORGANIZATION_NAME', 'ORGANIZATION_NAME_TAKEN', 'NAME_CONTAINS_TOKEN']
  return (
    <Dialog
      title={t('administration.organizations.createTitle')}
      onClose={onClose}
      initialFocus={nameField}
      onSubmit={() => void create.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={create.pending} disabled={name.trim() === '' || admin === null}>
            {t('common.create')}
          </Button>
        </>
      }
    >
      <TextField
        ref={nameField}
        label={t('setup.organization')}
        maxLength={255}
        value={name}
        onChange={setName}
        error={errorFor(...ofName)}
      />
      <UserPicker
        label={t('administration.organizations.firstAdmin')}
        hint={t('administration.organizations.firstAdminHint')}
        value={admin}
        onChange={setAdmin}
        error={errorFor('USER_NOT_FOUND')}
      />
      {create.error && !isKeysteadError(create.failure, 'USER_NOT_FOUND', ...ofName) && (
        <Callout tone="danger">{create.error}</Callout>
      )}
    </Dialog>
  )
}

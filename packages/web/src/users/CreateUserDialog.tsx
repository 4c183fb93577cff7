import { type ErrorCode, isKeysteadError, type User } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { Checkbox, TextField } from '../components/Field.tsx'
import { toast } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction } from '../queries/use-action.ts'

export function CreateUserDialog({
  onClose,
  onCreated,
}: {
  readonly onClose: () => void
  readonly onCreated: (user: User) => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const emailField = useRef<HTMLInputElement>(null)
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [username, setUsername] = useState('')
  const [instanceAdmin, setInstanceAdmin] = useState(false)
  const create = useAction(async () => {
    const user = await keystead.users.create({
      email: email.trim(),
      instanceAdmin,
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(username.trim() !== '' && { username: username.trim() }),
    })
    await client.invalidateQueries({ queryKey: ['users'] })
    toast(t('administration.users.created', { name: user.name }))
    onCreated(user)
  })
  const errorFor = (...codes: ErrorCode[]) => (isKeysteadError(create.failure, ...codes) ? create.error : null)
  const known: ErrorCode[] = ['INVALID_EMAIL', 'USER_EXISTS', 'INVALID_NAME', 'NAME_CONTAINS_TOKEN', 'INVALID_USERNAME']
  return (
    <Dialog
      title={t('administration.users.createTitle')}
      description={t('administration.users.createHint')}
      onClose={onClose}
      initialFocus={emailField}
      onSubmit={() => void create.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={create.pending} disabled={email.trim() === ''}>
            {t('common.create')}
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
        error={errorFor('INVALID_EMAIL', 'USER_EXISTS')}
      />
      <TextField
        label={t('common.name')}
        optional
        maxLength={255}
        value={name}
        onChange={setName}
        error={errorFor('INVALID_NAME', 'NAME_CONTAINS_TOKEN')}
      />
      <TextField
        label={t('settings.username')}
        hint={t('administration.users.usernameHint')}
        optional
        maxLength={64}
        autoCapitalize="none"
        spellCheck={false}
        value={username}
        onChange={setUsername}
        error={errorFor('INVALID_USERNAME')}
      />
      <Checkbox checked={instanceAdmin} onChange={setInstanceAdmin}>
        <span className="font-medium">{t('administration.serverAdmin')}</span>
        <span className="block text-xs text-ink-muted">{t('administration.users.serverAdminHint')}</span>
      </Checkbox>
      {create.error && !isKeysteadError(create.failure, ...known) && <Callout tone="danger">{create.error}</Callout>}
    </Dialog>
  )
}

import { type ErrorCode, isKeysteadError } from '@keystead/sdk'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Button, ButtonLink } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { PasswordField, TextField } from '../../components/Field.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { enter } from '../../queries/enter.ts'
import { setupQuery } from '../../queries/queries.ts'
import { useAction } from '../../queries/use-action.ts'
import { forgetOneTimeToken, useOneTimeToken } from '../../shell/one-time-token.ts'
import { EntryLayout } from './EntryLayout.tsx'

export function SetupPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const token = useOneTimeToken('/setup')
  const { data: setup } = useQuery(setupQuery)
  const [organization, setOrganization] = useState('')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const setUp = useAction(async () => {
    if (token === null) return
    const made = await keystead.sessions.setUp({
      token,
      email: email.trim(),
      password,
      organization: organization.trim(),
      ...(name.trim() !== '' && { name: name.trim() }),
    })
    await enter(client)
    await navigate({
      to: '/account-settings/$organization/api-keys',
      params: { organization: made.organization.name },
      replace: true,
    })
    // Not before: the page would say that its link is incomplete.
    forgetOneTimeToken('/setup')
  })
  const errorFor = (...codes: ErrorCode[]) => (isKeysteadError(setUp.failure, ...codes) ? setUp.error : null)
  const known: ErrorCode[] = [
    'INVALID_ORGANIZATION_NAME',
    'ORGANIZATION_NAME_TAKEN',
    'INVALID_NAME',
    'INVALID_EMAIL',
    'INVALID_PASSWORD',
  ]

  if (setup && !setup.needed) {
    return (
      <EntryLayout title={t('setup.title')} heading={t('setup.heading')} lead={t('setup.alreadyDone')}>
        <ButtonLink to="/sign-in" look="primary" className="self-start">
          {t('setup.goToSignIn')}
        </ButtonLink>
      </EntryLayout>
    )
  }
  return (
    <EntryLayout title={t('setup.title')} heading={t('setup.heading')} lead={t('setup.lead')}>
      {token === null ? (
        <Callout tone="danger">{t('setup.noToken')}</Callout>
      ) : (
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            void setUp.perform()
          }}
        >
          {setUp.error && !isKeysteadError(setUp.failure, ...known) && <Callout tone="danger">{setUp.error}</Callout>}
          <TextField
            label={t('setup.organization')}
            autoFocus
            required
            maxLength={255}
            autoComplete="organization"
            value={organization}
            onChange={setOrganization}
            error={errorFor('INVALID_ORGANIZATION_NAME', 'ORGANIZATION_NAME_TAKEN')}
          />
          <TextField
            label={t('setup.yourName')}
            optional
            maxLength={255}
            autoComplete="name"
            value={name}
            onChange={setName}
            error={errorFor('INVALID_NAME')}
          />
          <TextField
            label={t('common.email')}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={setEmail}
            error={errorFor('INVALID_EMAIL')}
          />
          <PasswordField
            label={t('setup.password')}
            hint={t('setup.passwordHint')}
            autoComplete="new-password"
            required
            value={password}
            onChange={setPassword}
            error={errorFor('INVALID_PASSWORD')}
          />
          <Button type="submit" look="primary" pending={setUp.pending} className="mt-1 h-9">
            {t('setup.submit')}
          </Button>
        </form>
      )}
    </EntryLayout>
  )
}

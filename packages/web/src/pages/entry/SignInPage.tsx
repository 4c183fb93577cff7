import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Button } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { PasswordField, TextField } from '../../components/Field.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { enter } from '../../queries/enter.ts'
import { setupQuery } from '../../queries/queries.ts'
import { useAction } from '../../queries/use-action.ts'
import { readReturnTo } from '../../shell/return-to.ts'
import { EntryLayout } from './EntryLayout.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { t } = useTranslation()
  const { returnTo, reason } = route.useSearch()
  const router = useRouter()
  const client = useQueryClient()
  const { data: setup } = useQuery(setupQuery)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const passwordField = useRef<HTMLInputElement>(null)
  const signIn = useAction(async () => {
    try {
      await keystead.sessions.signIn({ email: email.trim(), password })
      await enter(client)
    } catch (error) {
      setPassword('')
      passwordField.current?.focus()
      throw error
    }
    router.history.replace(readReturnTo(returnTo))
  })
  return (
    <EntryLayout title={t('signIn.title')} heading={t('signIn.heading')} footer={t('signIn.help')}>
      {setup?.needed && <Callout tone="caution">{t('signIn.notSetUp')}</Callout>}
      {!signIn.error && reason === 'signed-out' && <Callout tone="good">{t('signIn.signedOut')}</Callout>}
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void signIn.perform()
        }}
      >
        {signIn.error && <Callout tone="danger">{signIn.error}</Callout>}
        <TextField
          label={t('common.email')}
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          required
          value={email}
          onChange={setEmail}
        />
        <PasswordField
          ref={passwordField}
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" look="primary" pending={signIn.pending} className="mt-1 h-9">
          {t('signIn.submit')}
        </Button>
      </form>
    </EntryLayout>
  )
}

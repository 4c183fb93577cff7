import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { PasswordField, TextField } from '../components/Field.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { confirmSession } from '../queries/enter.ts'
import { meQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'
import { regainSession } from '../session/lost-session.ts'

/** Lies over the page on which a session has ended: whoever signs in again finds it, and what they typed, as it was. */
export function SignInAgainDialog() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const router = useRouter()
  const principal = client.getQueryData(meQuery.queryKey)?.principal
  const email = principal?.type === 'user' ? principal.email : ''
  const [password, setPassword] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const signIn = useAction(async () => {
    try {
      await keystead.sessions.signIn({ email, password })
      await confirmSession(client)
    } catch (error) {
      setPassword('')
      field.current?.focus()
      throw error
    }
    regainSession()
    // Not waited for: the page is there, and shows what changed as it comes.
    void client.invalidateQueries()
  })
  const leave = async () => {
    await router.navigate({ to: '/sign-in' })
    // A new key that nobody has stored yet keeps the page.
    if (router.state.location.pathname !== '/sign-in') return
    regainSession()
    client.clear()
  }
  return (
    <Dialog
      title={t('signIn.againTitle')}
      description={t('signIn.sessionEnded')}
      size="small"
      locked
      onClose={() => {}}
      initialFocus={field}
      onSubmit={() => void signIn.perform()}
      footer={
        <>
          <Button look="ghost" className="mr-auto -ml-3" onClick={() => void leave()}>
            {t('invitation.otherAccount')}
          </Button>
          <Button type="submit" look="primary" pending={signIn.pending} disabled={password === ''}>
            {t('signIn.submit')}
          </Button>
        </>
      }
    >
      {signIn.error && <Callout tone="danger">{signIn.error}</Callout>}
      <TextField
        label={t('common.email')}
        type="email"
        autoComplete="username"
        value={email}
        onChange={() => {}}
        readOnly
      />
      <PasswordField
        ref={field}
        label={t('signIn.password')}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
    </Dialog>
  )
}

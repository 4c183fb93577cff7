import { isKeysteadError } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Button } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { PasswordField } from '../../components/Field.tsx'
import { useTranslation } from '../../i18n/use-translation.ts'
import { enter } from '../../queries/enter.ts'
import { useAction } from '../../queries/use-action.ts'
import { forgetOneTimeToken, useOneTimeToken } from '../../shell/one-time-token.ts'
import { EntryLayout } from './EntryLayout.tsx'

/** Where a password link leads that an administrator has made for somebody. */
export function PasswordPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const token = useOneTimeToken('/password')
  const [password, setPassword] = useState('')
  const choose = useAction(async () => {
    if (token === null) return
    await keystead.sessions.choosePassword({ token, password })
    await enter(client)
    await navigate({ to: '/settings/api-keys', replace: true })
    // Not before: the page would say that its link is incomplete.
    forgetOneTimeToken('/password')
  })
  const weak = isKeysteadError(choose.failure, 'INVALID_PASSWORD')
  return (
    <EntryLayout
      title={t('choosePassword.title')}
      heading={t('choosePassword.heading')}
      {...(token !== null && { lead: t('choosePassword.lead') })}
    >
      {token === null ? (
        <Callout tone="danger">{t('choosePassword.noToken')}</Callout>
      ) : (
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            void choose.perform()
          }}
        >
          {choose.error && !weak && <Callout tone="danger">{choose.error}</Callout>}
          <PasswordField
            label={t('settings.newPassword')}
            hint={t('setup.passwordHint')}
            autoComplete="new-password"
            autoFocus
            required
            value={password}
            onChange={setPassword}
            error={weak ? choose.error : null}
          />
          <Button type="submit" look="primary" pending={choose.pending} className="mt-1 h-9">
            {t('choosePassword.submit')}
          </Button>
        </form>
      )}
    </EntryLayout>
  )
}

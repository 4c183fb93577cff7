import { type ErrorCode, type InvitationPreview, isKeysteadError, type Me, type OrganizationRole } from '@keystead/sdk'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Fragment, useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Button, ButtonLink } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { PasswordField, TextField } from '../../components/Field.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { enter } from '../../queries/enter.ts'
import { invitationPreviewQuery, meQuery } from '../../queries/queries.ts'
import { type Action, useAction } from '../../queries/use-action.ts'
import { forgetOneTimeToken, useOneTimeToken } from '../../shell/one-time-token.ts'
import { EntryLayout } from './EntryLayout.tsx'

type Acceptance = { name?: string; username?: string; password?: string }

export function InvitationPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const token = useOneTimeToken('/invitation')
  const { data: me, isPending } = useQuery({ ...meQuery, retry: false })
  const accept = useAction(async (given: Acceptance) => {
    if (token === null) return
    const { organization } = await keystead.invitations.accept({ token, ...given })
    await enter(client)
    await navigate({
      to: '/account-settings/$organization/api-keys',
      params: { organization: organization.name },
      replace: true,
    })
    // Not before: the page would say that its link is incomplete.
    forgetOneTimeToken('/invitation')
  })
  const preview = useQuery({ ...invitationPreviewQuery(token), retry: false })
  const isGone = isKeysteadError(preview.error, 'INVITATION_NOT_FOUND')
  const isLooking = isPending || (token !== null && preview.isPending)
  const lead =
    me?.principal.type === 'user' ? t('invitation.leadSignedIn', { email: me.principal.email }) : t('invitation.lead')
  return (
    <EntryLayout
      title={t('invitation.title')}
      heading={t('invitation.heading')}
      {...(token !== null && !isLooking && !isGone && { lead })}
    >
      {token === null ? (
        <Callout tone="danger">{t('invitation.noToken')}</Callout>
      ) : isLooking ? null : isGone ? (
        <Callout tone="danger">{t('errors.INVITATION_NOT_FOUND')}</Callout>
      ) : (
        <>
          {preview.data && <Terms invitation={preview.data} />}
          {me ? <JoinAsOneself me={me} accept={accept} /> : <JoinAsSomeoneNew accept={accept} />}
        </>
      )}
    </EntryLayout>
  )
}

/** What somebody says yes to. */
function Terms({ invitation }: { readonly invitation: InvitationPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { organization, role, team, invitedBy, expiresAt } = invitation
  const roleOf = (name: OrganizationRole) => t(`members.roles.${name}`)
  const lines = [
    [t('invitation.organization'), organization.name],
    [t('invitation.role'), roleOf(role)],
    team && [t('invitation.team'), t('invitation.teamWithRole', { team: team.name, role: roleOf(team.role) })],
    invitedBy && [t('invitation.invitedBy'), invitedBy.name],
    [
      t('invitation.validUntil'),
      <time key="until" dateTime={expiresAt}>
        {format.minute(expiresAt)}
      </time>,
    ],
  ] as const
  return (
    <dl
      aria-label={t('invitation.terms')}
      className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3 text-sm"
    >
      {lines.map(
        (line) =>
          line && (
            <Fragment key={line[0]}>
              <dt className="text-ink-muted">{line[0]}</dt>
              <dd className="font-medium break-words">{line[1]}</dd>
            </Fragment>
          ),
      )}
    </dl>
  )
}

type JoinProps = { readonly accept: Action<[Acceptance]> }

function JoinAsOneself({ accept }: JoinProps & { readonly me: Me }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const signOut = useAction(async () => {
    await keystead.sessions.signOut()
    await client.resetQueries(meQuery)
  })
  return (
    <div className="flex flex-col gap-4">
      {accept.error && <Callout tone="danger">{accept.error}</Callout>}
      <div className="flex gap-2">
        <Button look="primary" pending={accept.pending} onClick={() => void accept.perform({})}>
          {t('invitation.submit')}
        </Button>
        <Button pending={signOut.pending} onClick={() => void signOut.perform()}>
          {t('invitation.otherAccount')}
        </Button>
      </div>
    </div>
  )
}

function JoinAsSomeoneNew({ accept }: JoinProps) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const errorFor = (...codes: ErrorCode[]) => (isKeysteadError(accept.failure, ...codes) ? accept.error : null)
  const known: ErrorCode[] = ['INVALID_NAME', 'INVALID_USERNAME', 'USER_EXISTS', 'INVALID_PASSWORD']
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void accept.perform({
          name: name.trim(),
          password,
          ...(username.trim() !== '' && { username: username.trim() }),
        })
      }}
    >
      {accept.error && !isKeysteadError(accept.failure, ...known) && (
        <Callout tone="danger">
          {accept.error}
          {isKeysteadError(accept.failure, 'INVITATION_NEEDS_SIGN_IN') && (
            <ButtonLink to="/sign-in" search={{ returnTo: '/invitation' }} className="mt-3">
              {t('invitation.signInInstead')}
            </ButtonLink>
          )}
        </Callout>
      )}
      <TextField
        label={t('setup.yourName')}
        autoFocus
        required
        maxLength={255}
        autoComplete="name"
        value={name}
        onChange={setName}
        error={errorFor('INVALID_NAME')}
      />
      <TextField
        label={t('invitation.username')}
        hint={t('invitation.usernameHint')}
        optional
        maxLength={64}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={username}
        onChange={setUsername}
        error={errorFor('INVALID_USERNAME', 'USER_EXISTS')}
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
      <Button type="submit" look="primary" pending={accept.pending} className="mt-1 h-9">
        {t('invitation.submit')}
      </Button>
    </form>
  )
}

import type { DeviceAuthorizationPreview } from '@keystead/sdk'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Button, ButtonLink } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { TextField } from '../../components/Field.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { meQuery } from '../../queries/queries.ts'
import { useAction } from '../../queries/use-action.ts'
import { forgetOneTimeToken, useOneTimeToken } from '../../shell/one-time-token.ts'
import { EntryLayout } from './EntryLayout.tsx'

type Outcome = 'approved' | 'denied'

/** Where a program sends its person: they type its code, look at what is asking, and say yes or no. */
export function DevicePage() {
  const { t } = useTranslation()
  const { data: me, isPending } = useQuery({ ...meQuery, retry: false })
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  if (outcome !== null) {
    return (
      <EntryLayout title={t('device.title')} heading={t(`device.${outcome}Heading`)} lead={t(`device.${outcome}Lead`)}>
        <ButtonLink to="/settings/api-keys">{t('device.manage')}</ButtonLink>
      </EntryLayout>
    )
  }
  return (
    <EntryLayout title={t('device.title')} heading={t('device.heading')} lead={t('device.lead')}>
      {isPending ? null : me ? (
        <AskForCode onDecided={setOutcome} />
      ) : (
        <ButtonLink look="primary" to="/sign-in" search={{ returnTo: '/device' }}>
          {t('device.signIn')}
        </ButtonLink>
      )}
    </EntryLayout>
  )
}

function AskForCode({ onDecided }: { readonly onDecided: (outcome: Outcome) => void }) {
  const { t } = useTranslation()
  const [code, setCode] = useState(useOneTimeToken('/device') ?? '')
  const [asking, setAsking] = useState<DeviceAuthorizationPreview | null>(null)
  const look = useAction(async () => setAsking(await keystead.devices.preview({ userCode: code })))
  const decide = useAction(async (approve: boolean) => {
    await keystead.devices.decide({ userCode: code, approve })
    forgetOneTimeToken('/device')
    onDecided(approve ? 'approved' : 'denied')
  })
  if (asking === null) {
    return (
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void look.perform()
        }}
      >
        <TextField
          label={t('device.code')}
          hint={t('device.codeHint')}
          error={look.error}
          value={code}
          onChange={setCode}
          maxLength={32}
          autoCapitalize="characters"
          spellCheck={false}
          required
        />
        <Button look="primary" type="submit" pending={look.pending}>
          {t('device.look')}
        </Button>
      </form>
    )
  }
  return (
    <div className="flex flex-col gap-4">
      <p className="font-medium">{t('device.question')}</p>
      <Asking program={asking} />
      <Callout tone="caution">{t('device.warning')}</Callout>
      {decide.error && <Callout tone="danger">{decide.error}</Callout>}
      <div className="flex gap-2">
        <Button look="primary" pending={decide.pending} onClick={() => void decide.perform(true)}>
          {t('device.approve')}
        </Button>
        <Button pending={decide.pending} onClick={() => void decide.perform(false)}>
          {t('device.deny')}
        </Button>
      </div>
    </div>
  )
}

function Asking({ program: { name, ip, createdAt } }: { readonly program: DeviceAuthorizationPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const lines = [
    [t('device.program'), name],
    [t('device.network'), ip ?? t('device.unknownNetwork')],
    [t('device.asked'), format.minute(createdAt)],
  ] as const
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3 text-sm">
      {lines.map(([term, detail]) => (
        <Fragment key={term}>
          <dt className="text-ink-muted">{term}</dt>
          <dd className="font-medium break-words">{detail}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

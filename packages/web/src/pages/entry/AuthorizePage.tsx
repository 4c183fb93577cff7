import { useState } from 'react'
import { Button, ButtonLink } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { Icon } from '../../components/Icon.tsx'
import { Card, usePageTitle } from '../../components/PageHeader.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { NewKeyDialog } from '../../keys/lazy-key-dialogs.ts'
import { useRefusalOfAnyKey } from '../../keys/use-creation-rules.ts'
import { useMe } from '../../queries/use-me.ts'
import { Shell } from '../../shell/Shell.tsx'

/** W&B's clients send people here when they ask for a key: make one, copy it, go back. */
export function AuthorizePage() {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState(false)
  const refusal = useRefusalOfAnyKey(me)
  usePageTitle(made ? t('authorize.doneHeading') : t('authorize.heading'))
  return (
    <Shell>
      <Card className="mx-auto mt-4 flex max-w-lg flex-col items-start gap-4 p-6 sm:mt-12 sm:p-8">
        <span className="flex size-11 items-center justify-center rounded-full bg-accent-soft text-accent">
          <Icon name={made ? 'check' : 'key'} className="size-5" />
        </span>
        <div className="flex flex-col gap-1.5">
          <h1 id="page-title" tabIndex={-1} className="text-xl font-semibold tracking-tight">
            {made ? t('authorize.doneHeading') : t('authorize.heading')}
          </h1>
          <p className="text-ink-muted">{made ? t('authorize.doneLead') : t('authorize.lead')}</p>
        </div>
        {refusal && !made && <Callout tone="caution">{t(`errors.${refusal}`)}</Callout>}
        <div className="flex flex-wrap gap-2 max-sm:flex-col max-sm:self-stretch">
          <Button
            look={made ? 'secondary' : 'primary'}
            icon="key"
            disabled={refusal !== null}
            onClick={() => setOpen(true)}
          >
            {made ? t('authorize.another') : t('authorize.submit')}
          </Button>
          <ButtonLink look="ghost" to="/settings/api-keys">
            {t('authorize.manage')}
          </ButtonLink>
        </div>
      </Card>
      {open && (
        <NewKeyDialog
          me={me}
          defaultName={t('authorize.defaultName', { date: format.day(new Date()) })}
          onClose={(created) => {
            setOpen(false)
            if (created) setMade(true)
          }}
        />
      )}
    </Shell>
  )
}

import { type ApiKey, isKeysteadError, type Me, type NewKey, type ServiceAccount } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { RadioCards, SelectField, TextField } from '../components/Field.tsx'
import { toDateText } from '../components/to-date-text.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction, useIdempotencyKey } from '../queries/use-action.ts'
import { TokenDialog } from '../tokens/TokenDialog.tsx'
import { defaultExpiry, type ExpiryChoice, expiryOf, isOffered, presetDays } from './expiry.ts'
import {
  reachedByPersonalKey,
  refusalIn,
  refusalOfPersonalKey,
  shortestLifetime,
  useCreationRules,
} from './use-creation-rules.ts'

type NewKeyDialogProps = {
  readonly me: Me
  /** A key for this service account instead of oneself. */
  readonly serviceAccount?: ServiceAccount
  /** Offered first; any reach can still be chosen. */
  readonly organizationId?: string
  readonly defaultName?: string
  readonly onClose: (created: ApiKey | null) => void
}

/** Asks for what the key is to be, makes it, and turns into the one place that shows its token. */
export function NewKeyDialog(props: NewKeyDialogProps) {
  const { me, serviceAccount, organizationId, defaultName = '', onClose } = props
  const { t } = useTranslation()
  const client = useQueryClient()
  const [created, setCreated] = useState<{ key: ApiKey; token: string } | null>(null)
  const nameField = useRef<HTMLInputElement>(null)
  const form = useNewKeyForm(me, serviceAccount, organizationId, defaultName)
  const idempotencyKeyFor = useIdempotencyKey()

  const create = useAction(async () => {
    const body = form.read()
    if (body === null) {
      if (form.name.trim() === '') nameField.current?.focus()
      return
    }
    setCreated(await keystead.keys.create(body, { idempotencyKey: idempotencyKeyFor(body) }))
    void client.invalidateQueries({ queryKey: ['keys'] })
  })

  if (created) {
    return <TokenDialog token={created.token} keyId={created.key.id} onClose={() => onClose(created.key)} />
  }

  const nameIsWrong = isKeysteadError(create.failure, 'INVALID_NAME', 'NAME_CONTAINS_TOKEN')
  return (
    <Dialog
      title={serviceAccount ? t('newKey.forServiceAccount', { name: serviceAccount.name }) : t('newKey.title')}
      size="large"
      onClose={() => onClose(null)}
      initialFocus={nameField}
      onSubmit={() => void create.perform()}
      footer={
        <>
          <Button onClick={() => onClose(null)}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={create.pending} disabled={form.refusal !== null}>
            {t('newKey.submit')}
          </Button>
        </>
      }
    >
      <TextField
        ref={nameField}
        label={t('common.name')}
        hint={t('newKey.nameHint')}
        placeholder={t('newKey.namePlaceholder')}
        maxLength={255}
        value={form.name}
        onChange={form.setName}
        error={form.nameMissing ? t('common.nameMissing') : nameIsWrong ? create.error : null}
      />
      {!serviceAccount && <ReachFields form={form} />}
      <ExpiryFields form={form} />
      {form.refusal && <Callout tone="caution">{t(`errors.${form.refusal}`)}</Callout>}
      {create.error && !nameIsWrong && <Callout tone="danger">{create.error}</Callout>}
    </Dialog>
  )
}

type Reach = 'all' | 'one'

function useNewKeyForm(
  me: Me,
  serviceAccount: ServiceAccount | undefined,
  organizationId: string | undefined,
  defaultName: string,
) {
  const { ruled } = useCreationRules(me)
  const [name, setName] = useState(defaultName)
  const [nameMissing, setNameMissing] = useState(false)
  const [reach, setReach] = useState<Reach>(organizationId === undefined ? 'all' : 'one')
  const [organization, setOrganization] = useState(organizationId ?? me.organizations[0]?.id ?? '')
  const [chosenExpiry, setExpiry] = useState<ExpiryChoice | null>(null)
  const [date, setDate] = useState('')
  const [dateMissing, setDateMissing] = useState(false)

  const ofAccount = ruled.filter(({ membership }) => membership.id === serviceAccount?.organization.id)
  const ofOne = ruled.filter(({ membership }) => membership.id === organization)
  const concerned = serviceAccount ? ofAccount : reach === 'one' ? ofOne : reachedByPersonalKey(ruled)
  // Those of the organization are made even where creation is switched off.
  const refusal = serviceAccount
    ? serviceAccount.team !== null && ofAccount.some(({ policies }) => policies.disableKeyCreation)
      ? ('KEY_CREATION_DISABLED' as const)
      : null
    : reach === 'all'
      ? refusalOfPersonalKey(ruled)
      : (ofOne.map(refusalIn).find((each) => each !== null) ?? null)
  const limit = shortestLifetime(concerned)
  const expiry = chosenExpiry !== null && isOffered(chosenExpiry, limit) ? chosenExpiry : defaultExpiry(limit)

  const read = (): NewKey | null => {
    const expiresAt = expiryOf(expiry, date, limit, Date.now())
    setNameMissing(name.trim() === '')
    setDateMissing(expiresAt === undefined)
    if (name.trim() === '' || expiresAt === undefined) return null
    return {
      name: name.trim(),
      ...(serviceAccount && { owner: serviceAccount.id }),
      ...(!serviceAccount && reach === 'one' && { organization }),
      // To the minute, so that pressing the button again asks for the very same.
      ...(expiresAt !== null && { expiresAt: new Date(Math.floor(expiresAt / 60_000) * 60_000).toISOString() }),
    }
  }
  const setDateOnly = (text: string) => {
    setDate(text)
    setDateMissing(false)
  }
  return {
    name,
    setName,
    nameMissing,
    reach,
    setReach,
    organization,
    setOrganization,
    organizations: me.organizations,
    closed: ruled.filter(({ policies }) => policies.enforceOrganizationKeys).map(({ membership }) => membership.name),
    expiry,
    setExpiry,
    date,
    setDate: setDateOnly,
    dateMissing,
    limit,
    refusal,
    read,
  }
}

type Form = ReturnType<typeof useNewKeyForm>

function ReachFields({ form }: { readonly form: Form }) {
  const { t } = useTranslation()
  const format = useFormat()
  const name = useId()
  if (form.organizations.length === 0) return null
  return (
    <div className="flex flex-col gap-3">
      <RadioCards<Reach>
        legend={t('newKey.reach')}
        name={name}
        value={form.reach}
        onChange={form.setReach}
        options={[
          { value: 'all', label: t('newKey.reachAll'), hint: t('newKey.reachAllHint') },
          { value: 'one', label: t('newKey.reachOne'), hint: t('newKey.reachOneHint') },
        ]}
      />
      {form.reach === 'one' && (
        <SelectField
          label={t('newKey.organization')}
          value={form.organization}
          options={form.organizations.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={form.setOrganization}
        />
      )}
      {form.reach === 'all' && form.closed.length > 0 && (
        <Callout>{t('newKey.enforced', { organizations: format.list(form.closed) })}</Callout>
      )}
    </div>
  )
}

function ExpiryFields({ form }: { readonly form: Form }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [now] = useState(() => Date.now())
  const { limit, expiry } = form
  const choices: ExpiryChoice[] = [...presetDays.map((days) => `${days}` as const), 'custom', 'never']
  const label = (choice: ExpiryChoice) =>
    choice === 'custom'
      ? t('newKey.custom')
      : choice === 'never'
        ? t('newKey.noExpiry')
        : t('newKey.inDays', { count: Number(choice), formatted: format.count(Number(choice)) })
  const expiresAt = expiryOf(expiry, form.date, limit, now)
  return (
    <div className="flex flex-col gap-3">
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <SelectField
          label={t('newKey.expiry')}
          value={expiry}
          onChange={form.setExpiry}
          options={choices
            .filter((choice) => isOffered(choice, limit))
            .map((choice) => ({ value: choice, label: label(choice) }))}
          hint={
            expiresAt === null
              ? t('newKey.neverHint')
              : expiresAt !== undefined && t('newKey.expiresOn', { date: format.day(new Date(expiresAt)) })
          }
        />
        {expiry === 'custom' && (
          <TextField
            type="date"
            label={t('newKey.customDate')}
            value={form.date}
            min={toDateText(now)}
            max={limit ? toDateText(now + limit.seconds * 1000) : undefined}
            onChange={form.setDate}
            error={form.dateMissing ? t('newKey.dateMissing') : null}
          />
        )}
      </div>
      {limit && (
        <p className="text-xs text-ink-muted">
          {t('newKey.limit', { organization: limit.organization, duration: format.seconds(limit.seconds) })}
        </p>
      )}
    </div>
  )
}

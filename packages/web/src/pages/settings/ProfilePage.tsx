import { isKeysteadError, type UserPrincipal } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keystead } from '../../api/keystead.ts'
import { Button } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { PasswordField, SelectField, TextField } from '../../components/Field.tsx'
import { PageHeader, Section } from '../../components/PageHeader.tsx'
import { toast } from '../../components/Toaster.tsx'
import { chooseLanguage, type Language, languages } from '../../i18n/language.ts'
import { themes, useTheme } from '../../i18n/theme.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { meQuery, sessionsQuery } from '../../queries/queries.ts'
import { useAction } from '../../queries/use-action.ts'
import { useMe } from '../../queries/use-me.ts'

export function ProfilePage() {
  const { t } = useTranslation()
  const { principal } = useMe()
  return (
    <>
      <PageHeader title={t('settings.title')} />
      {principal.type === 'user' && <ProfileSection user={principal} />}
      <AppearanceSection />
      {principal.type === 'user' && <PasswordSection />}
    </>
  )
}

function ProfileSection({ user }: { readonly user: UserPrincipal }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(user.name)
  const save = useAction(async () => {
    await keystead.users.update(user.id, { name: name.trim() })
    await client.invalidateQueries(meQuery)
    toast(t('common.saved'))
  })
  return (
    <Section title={t('settings.profile')} lead={t('settings.profileLead')}>
      <form
        className="flex max-w-md flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void save.perform()
        }}
      >
        <TextField
          label={t('common.name')}
          maxLength={255}
          autoComplete="name"
          value={name}
          onChange={setName}
          error={save.error}
        />
        <TextField label={t('settings.username')} value={user.username} onChange={() => {}} disabled />
        <TextField label={t('common.email')} value={user.email} onChange={() => {}} disabled />
        <Button
          type="submit"
          className="self-start"
          pending={save.pending}
          disabled={name.trim() === '' || name.trim() === user.name}
        >
          {t('settings.saveName')}
        </Button>
      </form>
    </Section>
  )
}

function AppearanceSection() {
  const { t, i18n } = useTranslation()
  const [theme, setTheme] = useTheme()
  return (
    <Section title={t('settings.appearance')} lead={t('settings.appearanceLead')}>
      <div className="grid max-w-md gap-4 sm:grid-cols-2">
        <SelectField<Language>
          label={t('shell.language')}
          value={i18n.language as Language}
          options={(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value] }))}
          onChange={(language) => void chooseLanguage(language)}
        />
        <SelectField
          label={t('shell.theme')}
          value={theme}
          options={themes.map((value) => ({ value, label: t(`shell.themes.${value}`) }))}
          onChange={setTheme}
        />
      </div>
    </Section>
  )
}

function PasswordSection() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useAction(async () => {
    await keystead.sessions.changePassword({ current, new: next })
    setCurrent('')
    setNext('')
    await client.invalidateQueries(sessionsQuery)
    toast(t('settings.passwordChanged'))
  })
  const wrong = isKeysteadError(change.failure, 'WRONG_PASSWORD')
  const weak = isKeysteadError(change.failure, 'INVALID_PASSWORD')
  return (
    <Section title={t('settings.password')} lead={t('settings.passwordLead')}>
      <form
        className="flex max-w-md flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void change.perform()
        }}
      >
        {change.error && !wrong && !weak && <Callout tone="danger">{change.error}</Callout>}
        <PasswordField
          label={t('settings.currentPassword')}
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          error={wrong ? change.error : null}
        />
        <PasswordField
          label={t('settings.newPassword')}
          hint={t('setup.passwordHint')}
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          error={weak ? change.error : null}
        />
        <Button type="submit" className="self-start" pending={change.pending} disabled={current === '' || next === ''}>
          {t('settings.changePassword')}
        </Button>
      </form>
    </Section>
  )
}

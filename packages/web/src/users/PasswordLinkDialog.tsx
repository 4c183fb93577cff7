import type { Reference } from '@keystead/sdk'
import { useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { ConfirmDialog } from '../components/Dialog.tsx'
import { OneTimeLinkDialog } from '../components/OneTimeLinkDialog.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction } from '../queries/use-action.ts'

/** Says what the link is good for, makes it, and shows it once. */
export function PasswordLinkDialog({ user, onClose }: { readonly user: Reference; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const [link, setLink] = useState<string | null>(null)
  const make = useAction(async () => {
    const { token } = await keystead.users.createPasswordLink(user.id)
    setLink(`${window.location.origin}/password#${encodeURIComponent(token)}`)
  })
  const title = t('administration.passwordLink.title', { name: user.name })
  return link === null ? (
    <ConfirmDialog
      title={title}
      description={t('administration.passwordLink.hint')}
      action={t('administration.passwordLink.submit')}
      danger={false}
      pending={make.pending}
      error={make.error}
      onConfirm={() => void make.perform()}
      onClose={onClose}
    />
  ) : (
    <OneTimeLinkDialog
      title={title}
      hint={t('administration.passwordLink.once', { name: user.name })}
      label={t('administration.passwordLink.link')}
      link={link}
      onClose={onClose}
    />
  )
}

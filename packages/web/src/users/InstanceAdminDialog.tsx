import type { User } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { keystead } from '../api/keystead.ts'
import { Callout } from '../components/Callout.tsx'
import { ConfirmDialog } from '../components/Dialog.tsx'
import { toast } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { meQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'

/** Makes somebody an admin of the server, or no longer one. */
export function InstanceAdminDialog({
  user,
  isSelf,
  onClose,
}: {
  readonly user: User
  readonly isSelf: boolean
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { name, instanceAdmin } = user
  const change = useAction(async () => {
    await keystead.users.update(user.id, { instanceAdmin: !instanceAdmin })
    toast(instanceAdmin ? t('administration.users.withdrawn', { name }) : t('administration.users.granted', { name }))
    onClose()
    await client.invalidateQueries(meQuery)
    await client.invalidateQueries({ queryKey: ['users'] })
  })
  return (
    <ConfirmDialog
      title={
        instanceAdmin
          ? t('administration.users.withdrawTitle', { name })
          : t('administration.users.grantTitle', { name })
      }
      description={instanceAdmin ? t('administration.users.withdrawHint') : t('administration.users.grantHint')}
      action={instanceAdmin ? t('administration.users.withdraw') : t('administration.users.grant')}
      danger={instanceAdmin}
      pending={change.pending}
      error={change.error}
      onConfirm={() => void change.perform()}
      onClose={onClose}
    >
      {isSelf && <Callout tone="caution">{t('administration.users.withdrawOwnHint')}</Callout>}
    </ConfirmDialog>
  )
}

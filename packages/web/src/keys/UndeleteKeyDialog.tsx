import type { RestorableApiKey } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { keystead } from '../api/keystead.ts'
import { Callout } from '../components/Callout.tsx'
import { ConfirmDialog } from '../components/Dialog.tsx'
import { toast } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction } from '../queries/use-action.ts'
import { KeyList } from './KeyDialogs.tsx'

/** Says what it means that a token works again before it does. */
export function UndeleteKeyDialog({
  item,
  onClose,
}: {
  readonly item: RestorableApiKey
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const undelete = useAction(async () => {
    await keystead.keys.undelete(item.id)
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t('keyLife.deleted.restored', { count: 1, formatted: '1' }))
    onClose()
  })
  return (
    <ConfirmDialog
      title={t('keyLife.deleted.restoreTitle', { name: item.name })}
      description={t('keyLife.deleted.restoreHint')}
      action={t('keyLife.deleted.restoreAction')}
      danger={false}
      pending={undelete.pending}
      error={undelete.error}
      onConfirm={() => void undelete.perform()}
      onClose={onClose}
    >
      <KeyList label={t('keys.one')} items={[item]} />
      {item.state === 'active' ? (
        <Callout tone="caution">{t('keyLife.deleted.leakHint')}</Callout>
      ) : (
        <Callout>{t('keyLife.deleted.stays', { state: t(`keys.states.${item.state}`) })}</Callout>
      )}
    </ConfirmDialog>
  )
}

import type { User } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { keystead } from '../api/keystead.ts'
import { ConfirmDialog } from '../components/Dialog.tsx'
import { toast } from '../components/Toaster.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { KeyList } from '../keys/KeyDialogs.tsx'
import { keysQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'
import { useList } from '../queries/use-list.ts'

/** Deletes somebody with all of their keys, which stand here before it is too late. */
export function DeleteUserDialog({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const format = useFormat()
  const { items, loading, error, hasMore } = useList(keysQuery({ owner: user.id }), ({ keys }) => keys)
  const counted = { count: items.length, formatted: format.count(items.length) }
  const remove = useAction(async () => {
    try {
      // A key that was made since nobody has seen here: it keeps its owner from being deleted.
      const { deletedKeys } = await keystead.users.remove(user.id, { keys: items.length > 0 ? 'delete' : 'refuse' })
      const count = deletedKeys.length
      const { name } = user
      toast(
        count === 0
          ? t('administration.users.deleted', { name })
          : t('administration.users.deletedWithKeys', { name, count, formatted: format.count(count) }),
      )
      onClose()
    } finally {
      void client.invalidateQueries({ queryKey: ['users'] })
      void client.invalidateQueries({ queryKey: ['keys'] })
    }
  })
  return (
    <ConfirmDialog
      title={t('administration.users.deleteTitle', { name: user.name })}
      description={t('administration.users.deleteHint')}
      action={t('administration.users.deleteAction')}
      typed={user.username}
      pending={remove.pending || loading}
      error={remove.error ?? (error ? t('trouble.loadFailed') : null)}
      onConfirm={() => void remove.perform()}
      onClose={onClose}
    >
      <div className="flex min-h-10 flex-col gap-2">
        {items.length > 0 && (
          <>
            <p className="text-sm font-medium">
              {hasMore ? t('administration.users.keysToGoMany', counted) : t('administration.users.keysToGo', counted)}
            </p>
            <KeyList label={t('administration.users.keysToGoList')} items={items} />
          </>
        )}
        {!loading && !error && items.length === 0 && (
          <p className="text-sm text-ink-muted">{t('administration.users.noKeys')}</p>
        )}
      </div>
    </ConfirmDialog>
  )
}

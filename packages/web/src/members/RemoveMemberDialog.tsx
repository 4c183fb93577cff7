import type { Member, Reference } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { keystead } from '../api/keystead.ts'
import { ConfirmDialog } from '../components/Dialog.tsx'
import { toast } from '../components/Toaster.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { KeyList } from '../keys/KeyDialogs.tsx'
import { keysQuery, meQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'
import { useList } from '../queries/use-list.ts'

/** Takes somebody out of an organization, or oneself: with the keys that reached nothing else, which stand here before. */
export function RemoveMemberDialog({
  item,
  organization,
  isSelf,
  onClose,
}: {
  readonly item: Member
  readonly organization: Reference
  readonly isSelf: boolean
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const format = useFormat()
  const navigate = useNavigate()
  const { name } = item.user
  const { items, loading } = useList(
    keysQuery({ owner: item.user.id, organization: organization.id, type: 'organization' }),
    ({ keys }) => keys,
  )
  const remove = useAction(async () => {
    const { deletedKeys } = await keystead.members.remove(organization.id, item.user.id)
    const count = deletedKeys.length
    toast(
      count === 0
        ? t('members.removed', { name })
        : t('members.removedWithKeys', { name, count, formatted: format.count(count) }),
    )
    onClose()
    if (isSelf) await navigate({ to: '/settings/api-keys' })
    await Promise.all([
      client.invalidateQueries({ queryKey: ['members'] }),
      client.invalidateQueries({ queryKey: ['keys'] }),
      client.invalidateQueries(meQuery),
    ])
  })
  return (
    <ConfirmDialog
      title={isSelf ? t('members.leaveTitle', { organization: organization.name }) : t('members.removeTitle', { name })}
      description={isSelf ? t('members.leaveHint') : t('members.removeHint')}
      action={isSelf ? t('members.leaveAction') : t('members.removeAction')}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void remove.perform()}
      onClose={onClose}
    >
      <div className="flex min-h-10 flex-col gap-2">
        {items.length > 0 && (
          <>
            <p className="text-sm font-medium">{t('members.keysToGo')}</p>
            <KeyList label={t('members.keysToGo')} items={items} />
          </>
        )}
        {!loading && items.length === 0 && <p className="text-sm text-ink-muted">{t('members.noKeysToGo')}</p>}
      </div>
    </ConfirmDialog>
  )
}

import type { ApiKey, Reference } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { ConfirmDialog, Dialog } from '../components/Dialog.tsx'
import { TextField } from '../components/Field.tsx'
import { TimeText } from '../components/TimeText.tsx'
import { toast, toastWithUndo } from '../components/Toaster.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction } from '../queries/use-action.ts'
import { useMe } from '../queries/use-me.ts'
import { Owner } from './KeyCells.tsx'
import { managesAsAdmin } from './manages-as-admin.ts'
import { useUndelete } from './use-undelete.ts'

type KeyDialogProps = { readonly item: ApiKey; readonly onClose: () => void }

const dayMs = 86_400_000
const wasUsedLately = ({ lastUsedAt }: ApiKey) => lastUsedAt !== null && Date.now() - Date.parse(lastUsedAt) < dayMs

export function RenameKeyDialog({ item, onClose }: KeyDialogProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(item.name)
  const field = useRef<HTMLInputElement>(null)
  const rename = useAction(async () => {
    const renamed = await keystead.keys.rename(item.id, name.trim())
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t('renameKey.done', { name: renamed.name }))
    onClose()
  })
  return (
    <Dialog
      title={t('renameKey.title')}
      description={t('renameKey.hint')}
      onClose={onClose}
      initialFocus={field}
      onSubmit={() => (name.trim() === item.name ? onClose() : void rename.perform())}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={rename.pending} disabled={name.trim() === ''}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label={t('common.name')}
        maxLength={255}
        value={name}
        onChange={setName}
        error={rename.error}
      />
    </Dialog>
  )
}

/** One key or several: whose they are and whether somebody still uses them stands there before it is too late. */
export function DeleteKeysDialog({
  items,
  onClose,
  onDeleted,
}: {
  readonly items: readonly ApiKey[]
  readonly onClose: () => void
  readonly onDeleted?: (ids: readonly string[]) => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const format = useFormat()
  const counted = { count: items.length, formatted: format.count(items.length) }
  const lately = items.filter(wasUsedLately).length
  const me = useMe()
  const undelete = useUndelete()
  const tell = (gone: readonly string[]) => {
    const done = t('deleteKey.done', { count: gone.length, formatted: format.count(gone.length) })
    const restorable = items.filter((item) => gone.includes(item.id) && managesAsAdmin(me, item)).map(({ id }) => id)
    if (restorable.length < gone.length) toast(done)
    else toastWithUndo(done, t('keyLife.deleted.undo'), () => void undelete(restorable))
  }
  const remove = useAction(async () => {
    const gone = await deleteAll(items.map(({ id }) => id))
    await client.invalidateQueries({ queryKey: ['keys'] })
    onDeleted?.(gone)
    if (gone.length > 0) tell(gone)
    const kept = items.length - gone.length
    if (kept > 0) toast(t('deleteKey.failed', { count: kept, formatted: format.count(kept) }), 'danger')
    onClose()
  })
  return (
    <ConfirmDialog
      title={t('deleteKey.title', counted)}
      description={t('deleteKey.warning', counted)}
      action={t('deleteKey.confirm', counted)}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void remove.perform()}
      onClose={onClose}
    >
      <KeyList label={t('deleteKey.list')} items={items} />
      {lately > 0 && (
        <Callout tone="caution">
          {items.length === 1
            ? t('deleteKey.recentlyUsedSingle')
            : t('deleteKey.recentlyUsed', { count: lately, formatted: format.count(lately) })}
        </Callout>
      )}
    </ConfirmDialog>
  )
}

/** A single refusal is shown in the dialog; of several, those that could be deleted are. */
async function deleteAll(ids: readonly string[]): Promise<string[]> {
  const [only, ...others] = ids
  if (only !== undefined && others.length === 0) {
    await keystead.keys.delete(only)
    return [only]
  }
  const { results } = await keystead.keys.deleteSeveral(ids)
  return results.filter(({ deleted, code }) => deleted || code === 'KEY_NOT_FOUND').map(({ id }) => id)
}

/** Keys in a few words each: name, ID, owner, last use. */
export function KeyList({ label, items }: { readonly label: string; readonly items: readonly ApiKey[] }) {
  const { t } = useTranslation()
  return (
    <ul
      aria-label={label}
      tabIndex={items.length > 4 ? 0 : undefined}
      className="max-h-72 divide-y divide-line overflow-y-auto rounded-lg border border-line"
    >
      {items.map((item) => (
        <li
          key={item.id}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 px-3.5 py-2.5 text-sm sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_6.5rem]"
        >
          <div className="flex min-w-0 flex-col">
            <span className="font-medium break-words">{item.name}</span>
            <code translate="no" className="truncate font-mono text-xs text-ink-muted">
              {item.id}
            </code>
          </div>
          <div className="col-span-2 row-start-2 min-w-0 sm:col-span-1 sm:row-start-auto">
            <Owner owner={item.owner} />
          </div>
          <div className="flex flex-col text-right">
            <span className="text-xs text-ink-faint">{t('common.lastUsed')}</span>
            <TimeText time={item.lastUsedAt} relative empty={t('keys.neverUsed')} />
          </div>
        </li>
      ))}
    </ul>
  )
}

export function BlockKeyDialog({ item, organization, onClose }: KeyDialogProps & { readonly organization: Reference }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const block = useAction(async () => {
    await keystead.keys.block(item.id, organization.id)
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t('keys.blocked', { organization: organization.name }))
    onClose()
  })
  return (
    <ConfirmDialog
      title={t('keys.blockTitle', { name: item.name, organization: organization.name })}
      description={t('keys.blockHint')}
      action={t('keys.blockAction')}
      pending={block.pending}
      error={block.error}
      onConfirm={() => void block.perform()}
      onClose={onClose}
    >
      <KeyList label={t('keys.one')} items={[item]} />
    </ConfirmDialog>
  )
}

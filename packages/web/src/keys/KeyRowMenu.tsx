import type { ApiKey, Reference } from '@keystead/sdk'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../components/Button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../components/Menu.tsx'
import { useUnblock } from './use-unblock.ts'

export type KeyIntent = 'rename' | 'delete' | 'block'

export function KeyRowMenu({
  item,
  organization,
  onChoose,
}: {
  readonly item: ApiKey
  /** Where the person is an admin, and can therefore block the keys of others. */
  readonly organization?: Reference | undefined
  readonly onChoose: (intent: KeyIntent, item: ApiKey) => void
}) {
  const { t } = useTranslation()
  const unblock = useUnblock(item)
  const blocked = item.blockedBy.some(({ id }) => id === organization?.id)
  return (
    <Menu trigger={<IconButton icon="more" label={t('common.actionsFor', { name: item.name })} />}>
      <MenuItem onSelect={() => onChoose('rename', item)}>{t('common.rename')}</MenuItem>
      {organization && !blocked && <MenuItem onSelect={() => onChoose('block', item)}>{t('keys.block')}</MenuItem>}
      {organization && blocked && (
        <MenuItem onSelect={() => void unblock.perform(organization)}>{t('keys.unblock')}</MenuItem>
      )}
      <MenuSeparator />
      <MenuItem danger onSelect={() => onChoose('delete', item)}>
        {t('common.delete')}
      </MenuItem>
    </Menu>
  )
}

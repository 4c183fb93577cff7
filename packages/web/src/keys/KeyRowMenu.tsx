import type { ApiKey, Reference } from '@keystead/sdk'
import { IconButton } from '../components/Button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../components/Menu.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { RotateMenuItem } from '../rotations/RotateItem.tsx'
import { type KeyLifeIntent, KeyLifeMenuItems } from './KeyLifeMenuItems.tsx'
import { useUnblock } from './use-unblock.ts'

export type KeyIntent = 'rename' | 'rotate' | 'delete' | 'block' | KeyLifeIntent

type KeyRowMenuProps = {
  readonly item: ApiKey
  /** Where the person is an admin, and can therefore block the keys of others. */
  readonly organization?: Reference | undefined
  readonly onChoose: (intent: KeyIntent, item: ApiKey) => void
}

export function KeyRowMenu(props: KeyRowMenuProps) {
  const { t } = useTranslation()
  return (
    <Menu trigger={<IconButton icon="more" label={t('common.actionsFor', { name: props.item.name })} />}>
      <KeyRowMenuItems {...props} />
    </Menu>
  )
}

function KeyRowMenuItems({ item, organization, onChoose }: KeyRowMenuProps) {
  const { t } = useTranslation()
  const unblock = useUnblock(item)
  const blocked = item.blockedBy.some(({ id }) => id === organization?.id)
  return (
    <>
      <MenuItem onSelect={() => onChoose('rename', item)}>{t('common.rename')}</MenuItem>
      <RotateMenuItem item={item} onRotate={() => onChoose('rotate', item)} />
      <KeyLifeMenuItems item={item} onChoose={(intent) => onChoose(intent, item)} />
      {organization && !blocked && <MenuItem onSelect={() => onChoose('block', item)}>{t('keys.block')}</MenuItem>}
      {organization && blocked && (
        <MenuItem onSelect={() => void unblock.perform(organization)}>{t('keys.unblock')}</MenuItem>
      )}
      <MenuSeparator />
      <MenuItem danger onSelect={() => onChoose('delete', item)}>
        {t('common.delete')}
      </MenuItem>
    </>
  )
}

import type { ApiKey } from '@keystead/sdk'
import { MenuItem } from '../components/Menu.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useEnable } from './use-enable.ts'

export type KeyLifeIntent = 'disable' | 'brownOut'

/** Switches a key off and on. */
export function KeyLifeMenuItems({
  item,
  onChoose,
}: {
  readonly item: ApiKey
  readonly onChoose: (intent: KeyLifeIntent) => void
}) {
  const { t } = useTranslation()
  const enable = useEnable(item)
  if (item.disabled) {
    return (
      <>
        <MenuItem onSelect={() => void enable.perform()}>{t('keyLife.enable')}</MenuItem>
        <MenuItem onSelect={() => onChoose(item.disabled?.until ? 'brownOut' : 'disable')}>
          {t('keyLife.changeDuration')}
        </MenuItem>
      </>
    )
  }
  return (
    <>
      <MenuItem onSelect={() => onChoose('disable')}>{t('keyLife.disable')}</MenuItem>
      <MenuItem onSelect={() => onChoose('brownOut')}>{t('keyLife.brownOut')}</MenuItem>
    </>
  )
}

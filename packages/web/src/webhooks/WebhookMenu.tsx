import type { Webhook } from '@keystead/sdk'
import { IconButton } from '../components/Button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../components/Menu.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useWebhookActions } from './use-webhook-actions.ts'

export type WebhookIntent = 'edit' | 'pause' | 'rotate' | 'delete'

type WebhookMenuProps = {
  readonly item: Webhook
  readonly onChoose: (intent: WebhookIntent, item: Webhook) => void
  /** Where it shows how a test went. */
  readonly onTested?: ((item: Webhook) => void) | undefined
}

export function WebhookMenu(props: WebhookMenuProps) {
  const { t } = useTranslation()
  return (
    <Menu trigger={<IconButton icon="more" label={t('common.actionsFor', { name: props.item.url })} />}>
      <WebhookMenuItems {...props} />
    </Menu>
  )
}

function WebhookMenuItems({ item, onChoose, onTested }: WebhookMenuProps) {
  const { t } = useTranslation()
  const { resume, test } = useWebhookActions()
  return (
    <>
      <MenuItem onSelect={() => onChoose('edit', item)}>{t('webhooks.edit')}</MenuItem>
      {item.state === 'disabled' ? (
        <MenuItem onSelect={() => void resume.perform(item)}>{t('webhooks.resume')}</MenuItem>
      ) : (
        <>
          <MenuItem
            onSelect={() => {
              void test.perform(item)
              onTested?.(item)
            }}
          >
            {t('webhooks.test')}
          </MenuItem>
          <MenuItem onSelect={() => onChoose('pause', item)}>{t('webhooks.pause')}</MenuItem>
        </>
      )}
      <MenuItem onSelect={() => onChoose('rotate', item)}>{t('webhooks.rotate')}</MenuItem>
      <MenuSeparator />
      <MenuItem danger onSelect={() => onChoose('delete', item)}>
        {t('common.delete')}
      </MenuItem>
    </>
  )
}

import type { Webhook } from '@keystead/sdk'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** What a webhook is told of: few by their names, many by how many they are. */
export function useWantedWords(): (item: Webhook, most?: number) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ eventTypes }, most = 2) => {
    const count = eventTypes.length
    if (count === 0) return t('webhooks.all')
    if (count > most) return t('webhooks.counted', { count, formatted: format.count(count) })
    return format.list(eventTypes.map((type) => t(`webhooks.events.${type}.name`)))
  }
}

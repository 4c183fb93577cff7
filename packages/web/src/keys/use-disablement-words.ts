import type { ApiKey } from '@keystead/sdk'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** Who has disabled a key, as far as one may know, and when. */
export function useDisablementWords(): (disabled: NonNullable<ApiKey['disabled']>) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ at, by }) =>
    by === null
      ? t('keyLife.disabledAt', { time: format.minute(at) })
      : t('keyLife.disabledByAt', { name: by.name, time: format.minute(at) })
}

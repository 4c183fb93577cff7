import type { ApiKey } from '@keystead/sdk'
import { Callout } from '../components/Callout.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** Somebody has found the token of this key: what has become of it, and what is to be done. */
export function LeakedCallout({ item, leakedAt }: { readonly item: ApiKey; readonly leakedAt: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const time = format.moment(leakedAt)
  return (
    <Callout tone="danger" title={t('keys.leakedTitle')} className="mb-4">
      {consequence()}
    </Callout>
  )

  function consequence(): string {
    const { state, disabled, expiresAt } = item
    if (state === 'expired') return t('keys.leakedOver', { time })
    if (disabled !== null && disabled.until === null) return t('keys.leakedDisabled', { time })
    return expiresAt === null
      ? t('keys.leakedOnly', { time })
      : t('keys.leakedEnds', { time, end: format.moment(expiresAt) })
  }
}

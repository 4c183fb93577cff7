import type { ApiKey } from '@keystead/sdk'
import { Callout } from '../components/Callout.tsx'
import { Countdown } from '../components/Countdown.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { useDisablementWords } from './use-disablement-words.ts'

/** Says on a key's page that it is disabled, by whom and since when, and when it returns. */
export function DisablementNotice({
  disabled,
  mayEnable,
}: {
  readonly disabled: NonNullable<ApiKey['disabled']>
  readonly mayEnable: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useDisablementWords()
  const { until } = disabled
  return (
    <Callout tone="caution" title={words(disabled)} className="mb-4">
      {until === null ? (
        t('keyLife.noticeUntilEnabled')
      ) : (
        <>
          {t('keyLife.noticeReturns', { time: format.clock(until) })}{' '}
          <Countdown label={t('keyLife.timeLeft')} to={until} />
        </>
      )}{' '}
      {!mayEnable && <span id="enable-refusal">{t('keyLife.onlyAdmin')}</span>}
    </Callout>
  )
}

import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** A moment: how long ago where that matters, else the day; to the second for whoever points at it. */
export function TimeText({
  time,
  relative = false,
  empty,
}: {
  readonly time: string | null
  readonly relative?: boolean
  readonly empty?: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (time === null) return <span className="text-ink-faint">{empty ?? t('common.never')}</span>
  return (
    <time dateTime={time} title={format.moment(time)} className="whitespace-nowrap">
      {relative ? format.distance(time) : format.day(time)}
    </time>
  )
}

import type { KeyUses } from '@keystead/sdk'
import { useId } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

type Days = KeyUses['days']

const step = 8
const barWidth = 6
const height = 56
/** A day of one use beside one of thousands is still to be seen. */
const leastHeight = 3

/** How often a key was used on each day, drawn, in a sentence, and day by day for whoever wants to know. */
export function UsePicture({ days }: { readonly days: Days }) {
  const { t } = useTranslation()
  const format = useFormat()
  const summary = useId()
  const used = days.filter(({ count }) => count > 0)
  const busiest = used.reduce<Days[number] | null>((best, day) => (best && best.count >= day.count ? best : day), null)
  const most = busiest?.count ?? 1
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last) return null
  return (
    <figure className="flex flex-col gap-2 px-5 pt-4 pb-3">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5">
        <span className="text-sm font-medium">{t('consumers.use')}</span>
        <span id={summary} className="text-xs text-ink-muted">
          {busiest === null
            ? t('consumers.unused')
            : t('consumers.usedOn', {
                count: used.length,
                formatted: format.count(used.length),
                date: format.calendarDay(busiest.date),
                most: format.count(busiest.count),
                today: format.count(last.count),
              })}
        </span>
      </figcaption>
      <svg
        role="img"
        aria-labelledby={summary}
        viewBox={`0 0 ${days.length * step - (step - barWidth)} ${height}`}
        preserveAspectRatio="none"
        className="h-14 w-full"
      >
        {days.map(({ date, count }, place) => {
          const tall = count === 0 ? 1 : Math.max(leastHeight, (count / most) * height)
          return (
            <rect
              key={date}
              x={place * step}
              y={height - tall}
              width={barWidth}
              height={tall}
              className={count === 0 ? 'fill-line' : 'fill-accent'}
            >
              <title>{t('consumers.onDay', { date: format.calendarDay(date), formatted: format.count(count) })}</title>
            </rect>
          )
        })}
      </svg>
      <div aria-hidden="true" className="flex justify-between text-xs text-ink-faint">
        <span>{format.calendarDay(first.date)}</span>
        <span>{format.calendarDay(last.date)}</span>
      </div>
      {used.length > 0 && <DayByDay days={used} />}
    </figure>
  )
}

/** Only the days on which there was any use, the last one first. */
function DayByDay({ days }: { readonly days: Days }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <details className="text-xs text-ink-muted">
      <summary className="w-fit rounded hover:text-ink">{t('consumers.dayByDay')}</summary>
      <div className="mt-2 max-h-56 max-w-sm overflow-y-auto rounded-md border border-line" tabIndex={0}>
        <table className="w-full">
          <thead>
            <tr className="text-left">
              <th scope="col" className="px-3 py-1.5 font-medium">
                {t('consumers.day')}
              </th>
              <th scope="col" className="px-3 py-1.5 text-right font-medium">
                {t('consumers.uses')}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map(({ date, count }) => (
              <tr key={date} className="border-t border-line">
                <td className="px-3 py-1">{format.calendarDay(date)}</td>
                <td className="px-3 py-1 text-right">{format.count(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

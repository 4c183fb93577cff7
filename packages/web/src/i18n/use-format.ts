import { useTranslation } from './use-translation.ts'

const steps = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

const formats = new Map<string, Format>()
type Format = ReturnType<typeof createFormat>

/** Dates and numbers as the reader's language writes them. */
export function useFormat(): Format {
  const { language } = useTranslation().i18n
  // Made once for all: each costs as much as a row of a table.
  const format = formats.get(language) ?? createFormat(language)
  formats.set(language, format)
  return format
}

function createFormat(language: string) {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
  const short = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const calendar = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' })
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' })
  const near = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })
  const count = new Intl.NumberFormat(language)
  const distance = new Intl.RelativeTimeFormat(language)
  // “now” and “yesterday” read well; “last month” says less than “1 month ago”.
  const nearby = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  return {
    day: (time: string | Date) => day.format(new Date(time)),
    /** A day of the calendar, such as `2026-11-23`, wherever the reader is. */
    calendarDay: (date: string) => calendar.format(new Date(date)),
    /** To the second, for tooltips and records. */
    moment: (time: string | Date) => moment.format(new Date(time)),
    minute: (time: string | Date) => short.format(new Date(time)),
    /** A moment not far away: of today, the time alone. */
    clock: (moment: string | Date) => {
      const date = new Date(moment)
      return (date.toDateString() === new Date().toDateString() ? time : near).format(date)
    },
    count: (number: number) => count.format(number),
    list: (items: readonly string[]) => list.format(items),
    /** Whole units, rounded towards now: what was 50 minutes ago was not an hour ago. */
    distance: (time: string | Date, now: number = Date.now()) => {
      const seconds = (new Date(time).getTime() - now) / 1000
      const [unit, length] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
      const words = unit === 'second' || unit === 'day' ? nearby : distance
      return words.format(unit === 'second' ? 0 : Math.trunc(seconds / length), unit)
    },
    seconds: (seconds: number) => {
      // Days and less: a month and a year have no length.
      const [unit, length] = steps.slice(2).find(([, length]) => seconds % length === 0) ?? ['second', 1]
      return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / length)
    },
  }
}

import { type ErrorDetail, KeysteadError } from '@keystead/core'

/** Epoch milliseconds; the end is exclusive. */
export type DateRange = { readonly from: number; readonly until: number }

export type DateRangeRequest = {
  readonly startDate?: string | undefined
  readonly numDays?: number | undefined
  readonly endDate?: string | undefined
}

const dayMs = 24 * 60 * 60_000

/**
 * The range that W&B's parameters mean: from `startDate` to `endDate`, or to the end of its day and of `numDays` more.
 * Without a `startDate`, today, or `numDays` days before it and today. Days are those of UTC.
 * Fails with `INVALID_REQUEST`.
 */
export function resolveDateRange({ startDate, numDays, endDate }: DateRangeRequest, now: number): DateRange {
  if (numDays !== undefined && endDate !== undefined) throw invalid('endDate', 'Not together with numDays')
  const today = startOfDay(now)
  const from = startDate === undefined ? today - (numDays ?? 0) * dayMs : readDate('startDate', startDate)
  const until = endDate === undefined ? startOfDay(from) + ((numDays ?? 0) + 1) * dayMs : readDate('endDate', endDate)
  if (until <= from) throw invalid('endDate', 'Not after the start of the range, which without startDate is today')
  return { from, until }
}

const startOfDay = (time: number) => time - (((time % dayMs) + dayMs) % dayMs)

const dateShape = /^\d{4}-\d{2}-\d{2}(?:T\d{2}(?::\d{2}(?::\d{2})?)?)?$/

function readDate(path: keyof DateRangeRequest, text: string): number {
  const whole = text + '0000-01-01T00:00:00'.slice(text.length)
  const time = dateShape.test(text) ? Date.parse(`${whole}Z`) : Number.NaN
  // What is read back otherwise is no date: there is no 30th of February.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(whole)) {
    throw invalid(path, 'Not a date: YYYY-MM-DD, and THH, THH:mm or THH:mm:ss where wanted, in UTC')
  }
  return time
}

export function invalid(path: ErrorDetail['path'], message: string): KeysteadError {
  return new KeysteadError('INVALID_REQUEST', { details: [{ path, message }] })
}

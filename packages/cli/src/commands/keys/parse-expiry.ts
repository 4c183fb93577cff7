import { Failure } from '../../failure.ts'

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** A span from now (`90d`), a date (its beginning, on the clock of this machine) or a time, as the API takes it. */
export function parseExpiry(text: string, now: number): string {
  const spanMs = readSpan(text)
  if (spanMs !== undefined) return new Date(now + spanMs).toISOString()
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(isDate ? `${text}T00:00` : text) : undefined
  if (time === undefined || Number.isNaN(time.getTime())) throw new Failure('usage', ({ keys }) => keys.badExpiry)
  return time.toISOString()
}

/** A span such as `90d`, in milliseconds. */
export function parseSpan(text: string): number {
  const spanMs = readSpan(text)
  if (spanMs === undefined) throw new Failure('usage', ({ keys }) => keys.badSpan)
  return spanMs
}

function readSpan(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * unitMs[unit as keyof typeof unitMs]
}

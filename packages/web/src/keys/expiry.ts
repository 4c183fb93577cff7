import type { Limit } from './use-creation-rules.ts'

export const presetDays = [7, 30, 90, 365] as const
export type ExpiryChoice = `${(typeof presetDays)[number]}` | 'custom' | 'never'

const daySeconds = 86_400
// The server's clock may be behind the browser's: what is just within the limit here must be so there.
const clockToleranceSeconds = 300

export const isOffered = (choice: ExpiryChoice, limit: Limit | null): boolean =>
  limit === null || choice === 'custom' || (choice !== 'never' && Number(choice) * daySeconds <= limit.seconds)

/** Three months, or the longest that is allowed. */
export const defaultExpiry = (limit: Limit | null): ExpiryChoice =>
  (['90', '30', '7'] as const).find((choice) => isOffered(choice, limit)) ?? 'custom'

/** The moment of a choice; null for never, undefined for a date that is missing or past. A date counts to its end. */
export function expiryOf(
  choice: ExpiryChoice,
  date: string,
  limit: Limit | null,
  now: number,
): number | null | undefined {
  if (choice === 'never') return null
  const latest =
    limit === null
      ? Number.POSITIVE_INFINITY
      : now + (limit.seconds - Math.min(clockToleranceSeconds, limit.seconds / 2)) * 1000
  if (choice !== 'custom') return Math.min(now + Number(choice) * daySeconds * 1000, latest)
  const end = new Date(`${date}T23:59:59`).getTime()
  return Number.isNaN(end) || end <= now ? undefined : Math.min(end, latest)
}

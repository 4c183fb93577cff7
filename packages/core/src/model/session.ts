import type { SessionId, UserId } from '../identifiers.ts'

/** A browser in which somebody has signed in. Times are epoch milliseconds. */
export type Session = {
  readonly id: SessionId
  readonly userId: UserId
  readonly createdAt: number
  /** To the minute. */
  readonly lastSeenAt: number
  readonly expiresAt: number
  /** From where it was begun, and by which program; as the browser said, so not to be trusted. */
  readonly ip: string | null
  readonly userAgent: string | null
}

/** A session ends at the latest after this. */
export const sessionLifetimeMs = 30 * 24 * 60 * 60_000
/** And after this without use. */
export const sessionIdleMs = 7 * 24 * 60 * 60_000

/** For this long it is remembered that somebody has signed in from a network. */
export const signInMemoryMs = 90 * 24 * 60 * 60_000

export function isLive({ expiresAt, lastSeenAt }: Pick<Session, 'expiresAt' | 'lastSeenAt'>, now: number): boolean {
  return expiresAt > now && lastSeenAt + sessionIdleMs > now
}

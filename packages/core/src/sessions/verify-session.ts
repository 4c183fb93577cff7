import { principalOfSession, type UserPrincipal } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import { findGoodSession } from './find-good-session.ts'

// *Last seen* is shown to the minute: no write for each of the many requests of one page.
const touchIntervalMs = 60_000

/** Whom the token of a session cookie stands for; undefined for one that is unknown, over, or was ended. */
export async function verifySession(instance: Instance, text: string): Promise<UserPrincipal | undefined> {
  const { store, clock } = instance
  const now = clock.now()
  const record = await findGoodSession(instance, store, text, now)
  if (record === undefined) return undefined
  const { id, lastSeenAt } = record.session
  if (lastSeenAt + touchIntervalMs <= now) await store.touchSession(id, now)
  return principalOfSession(id, record.account)
}

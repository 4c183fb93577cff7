import { principalOfSession, type UserPrincipal } from '../access/principal.ts'
import { describeSession, describeUser } from '../audit/describe.ts'
import type { UncheckedChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { idPrefixes, type SessionId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../model/account.ts'
import { type Session, sessionLifetimeMs } from '../model/session.ts'
import { digestToken } from '../token/digest-token.ts'
import type { KeyToken } from '../token/key-token.ts'
import { mintToken } from '../token/mint-token.ts'
import { redactTokens } from '../token/parse-token.ts'
import { findGoodSession } from './find-good-session.ts'

/** What the token in a session cookie begins with. Made like a key's, it is redacted and scanned for like one. */
const sessionPrefix = 'session'

/** The browser that signs in. */
export type Browser = {
  readonly userAgent: string | null
  readonly ip: string | null
  /** The token of the session that it has had until now. */
  readonly cookie: string | null
}

export type BegunSession = {
  readonly token: KeyToken
  readonly principal: UserPrincipal
}

const longestUserAgent = 255
/** As many browsers as one person may be signed in with: the one that was seen longest ago makes room. */
export const mostSessions = 50

/**
 * Makes a session for a user who has just shown who they are. Always a new one, so that none can be planted beforehand; the
 * one that the browser had until now ends, since nobody would have its token any more but who has stolen it.
 */
export async function beginSession(
  instance: Instance,
  change: UncheckedChange,
  user: User,
  { userAgent, ip, cookie }: Browser,
): Promise<BegunSession> {
  const { randomness, peppers } = instance
  const { transaction, now, note } = change
  if (cookie !== null) await endPrevious(instance, change, cookie)
  for (const { id } of (await transaction.listSessions(user.id, now)).slice(mostSessions - 1)) {
    await transaction.deleteSession(id)
  }
  const pepper = peppers.current
  const { keyId, token } = mintToken({ prefix: sessionPrefix, randomness })
  const session: Session = {
    id: `${idPrefixes.session}${keyId}` as SessionId,
    userId: user.id,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + sessionLifetimeMs,
    ip,
    // Any text, of whoever sends it.
    userAgent: userAgent === null ? null : redactTokens(userAgent).slice(0, longestUserAgent),
  }
  await transaction.insertSession({ ...session, digest: digestToken(token, pepper), pepperVersion: pepper.version })
  const record = await transaction.findSession(session.id)
  if (record === undefined) throw new KeysteadError('INTERNAL', { internal: 'an inserted session was not found' })
  const organizations = record.account.memberships.map(({ organization }) => organization)
  note({ action: 'session.sign_in', organizations, target: describeUser(user), details: { sessionId: session.id } })
  return { token, principal: principalOfSession(session.id, record.account) }
}

async function endPrevious(instance: Instance, { transaction, now, note }: UncheckedChange, cookie: string) {
  const previous = await findGoodSession(instance, transaction, cookie, now)
  if (previous === undefined || !(await transaction.deleteSession(previous.session.id))) return
  const organizations = previous.account.memberships.map(({ organization }) => organization)
  note({ action: 'session.sign_out', organizations, target: describeSession(previous.session) })
}

import { type Caller, isInstanceAdmin, type RequestOrigin } from '../access/principal.ts'
import { describeUser, nobodyKnown, operator } from '../audit/describe.ts'
import { makeChange, makeUncheckedChange, type UncheckedChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../model/account.ts'
import { checkPassword } from '../names/check-password.ts'
import { normalizeEmail } from '../names/email-and-username.ts'
import { resolveUser } from '../references/resolve-user.ts'
import { type BegunSession, beginSession } from '../sessions/begin-session.ts'
import type { KeyToken } from '../token/key-token.ts'
import { findGoodLink, makeOneTimeLink } from './one-time-link.ts'

/**
 * A link by which a user chooses a password: for who has none yet, or has forgotten it. For admins of the instance.
 * Fails with `USER_NOT_FOUND`, `FORBIDDEN`.
 */
export async function createPasswordLink(instance: Instance, caller: Caller, reference: string): Promise<KeyToken> {
  const attempt = { action: 'password.create_link', on: 'user', reference } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const current = await change.currentCaller()
    const user = await resolveUser(change.transaction, current, reference)
    if (!isInstanceAdmin(current)) throw new KeysteadError('FORBIDDEN')
    return makeLinkFor(instance, change, user)
  })
}

/** The same by a command on the server's machine, for an admin whom nobody else can help. Fails with `USER_NOT_FOUND`. */
export async function createPasswordLinkByOperator(instance: Instance, email: string): Promise<KeyToken> {
  const address = normalizeEmail(email)
  return makeUncheckedChange(instance, operator, { ip: null, requestId: null }, async (change) => {
    const user = await change.transaction.findUserByEmail(address)
    if (user === undefined) throw new KeysteadError('USER_NOT_FOUND')
    return makeLinkFor(instance, change, user)
  })
}

async function makeLinkFor(instance: Instance, change: UncheckedChange, user: User): Promise<KeyToken> {
  const memberships = await change.transaction.listMemberships(user.id)
  const organizations = memberships.map(({ organization }) => organization)
  change.note({ action: 'password.create_link', organizations, target: describeUser(user) })
  return makeOneTimeLink(instance, change.transaction, change.now, user.id)
}

export type ChoosePasswordRequest = {
  readonly token: string
  readonly password: string
  readonly userAgent: string | null
  readonly cookie: string | null
}

/**
 * Sets the password of the user for whom a link was made, ends all of their sessions and other links, and begins a session.
 * Fails with `LINK_INVALID`, `INVALID_PASSWORD`.
 */
export async function choosePassword(
  instance: Instance,
  origin: RequestOrigin,
  request: ChoosePasswordRequest,
): Promise<BegunSession> {
  const { store, clock, passwords } = instance
  const { userId } = await findGoodLink(instance, store, request.token, clock.now())
  const known = userId === null ? undefined : await store.findUser(userId)
  if (known === undefined) throw new KeysteadError('LINK_INVALID')
  const hash = await passwords.hash(checkPassword(request.password, known.email))
  return makeUncheckedChange(instance, nobodyKnown, origin, async (change) => {
    const { transaction, now, note } = change
    const link = await findGoodLink(instance, transaction, request.token, now)
    if (!(await transaction.lockAccount(known.id, 'change')) || !(await transaction.deleteOneTimeLink(link.id))) {
      throw new KeysteadError('LINK_INVALID')
    }
    await transaction.deleteOneTimeLinksFor(known.id)
    await transaction.writePasswordHash(known.id, hash)
    if (known.activatedAt === null) await transaction.updateUser(known.id, { activatedAt: now })
    const endedSessions = await transaction.deleteSessionsOf(known.id)
    const memberships = await transaction.listMemberships(known.id)
    const organizations = memberships.map(({ organization }) => organization)
    note({ action: 'password.change', organizations, target: describeUser(known), details: { endedSessions } })
    const { userAgent, cookie } = request
    return beginSession(instance, change, known, { userAgent, cookie, ip: origin.ip })
  })
}

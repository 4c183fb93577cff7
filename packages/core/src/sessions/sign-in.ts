import type { RequestOrigin } from '../access/principal.ts'
import { appendNotes } from '../audit/append-notes.ts'
import { describeUser, nobodyKnown } from '../audit/describe.ts'
import { makeUncheckedChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { UserId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../model/account.ts'
import type { AuditTarget } from '../model/audit-event.ts'
import { normalizePassword } from '../names/check-password.ts'
import { foldEmail } from '../names/email-and-username.ts'
import { type BegunSession, beginSession } from './begin-session.ts'
import type { AttemptLimiter } from './limit-attempts.ts'
import { networkOf } from './network-of.ts'

export type SignInRequest = {
  readonly email: string
  readonly password: string
  readonly userAgent: string | null
  readonly cookie: string | null
}

// What is looked up in the place of who is not there.
const nobody = 'usr_' as UserId
const unknownUser: AuditTarget = { type: 'user', id: null, name: null, email: null }
const longestName = 320

/**
 * Begins a session for who gives an e-mail address with its password. Fails with `SIGN_IN_FAILED`, the same and after the
 * same work for an unknown address, one without a password and a wrong password; and with `TOO_MANY_ATTEMPTS`.
 */
export async function signIn(
  instance: Instance,
  limiter: AttemptLimiter,
  origin: RequestOrigin,
  { email, password, userAgent, cookie }: SignInRequest,
): Promise<BegunSession> {
  const { store, passwords } = instance
  const name = foldEmail(email).slice(0, longestName)
  const network = networkOf(origin.ip)
  const user = await store.findUserByEmail(name)
  const isKnownHere = await store.hasSignedInFrom(user?.id ?? nobody, network)
  // Whoever floods one network or one name locks strangers out, and not the owner where they have been before.
  if (!isKnownHere) limiter.take('network', network)
  limiter.take('pair', `${network} ${name}`)
  if (!isKnownHere) limiter.take('stranger', name)

  const hash = await store.findPasswordHash(user?.id ?? nobody)
  const matches = await passwords.verify(hash, normalizePassword(password), isKnownHere ? 'known' : 'stranger')
  if (user === undefined || hash === undefined || !matches) {
    await rememberFailure(instance, limiter, origin, user)
    throw new KeysteadError('SIGN_IN_FAILED')
  }
  const actor = { type: 'user', id: user.id, name: user.username, email: user.email, keyId: null } as const
  const begun = await makeUncheckedChange(instance, actor, origin, async (change) => {
    // Removed, or given another password, since it was compared.
    await change.transaction.lockAccount(user.id, 'obey')
    if ((await change.transaction.findPasswordHash(user.id)) !== hash) throw new KeysteadError('SIGN_IN_FAILED')
    await change.transaction.rememberSignIn(user.id, network, change.now)
    return beginSession(instance, change, user, { userAgent, cookie, ip: origin.ip })
  })
  limiter.forget('pair', `${network} ${name}`)
  if (!isKnownHere) {
    // Colleagues behind one address do not use up each other's attempts by signing in.
    limiter.refund('network', network)
    limiter.refund('stranger', name)
  }
  return begun
}

/**
 * Also of nobody known, although the trail then holds no name, which anybody could make up: writing for some addresses and
 * not for others would tell by its time which there are. Not without end, or guessing would fill the disk.
 */
async function rememberFailure(
  instance: Instance,
  limiter: AttemptLimiter,
  origin: RequestOrigin,
  user: User | undefined,
): Promise<void> {
  if (!limiter.allows('trail', '')) return
  const memberships = await instance.store.listMemberships(user?.id ?? nobody)
  const [only, ...others] = memberships.map(({ organization }) => organization)
  const note = {
    at: instance.clock.now(),
    action: 'session.sign_in',
    outcome: 'refused',
    code: 'SIGN_IN_FAILED',
    actor: nobodyKnown,
    ...origin,
    organization: others.length === 0 ? (only ?? null) : null,
    team: null,
    target: user === undefined ? unknownUser : describeUser(user),
    details: {},
  } as const
  await instance.store.transact((transaction) => appendNotes(instance, transaction, [note]))
}

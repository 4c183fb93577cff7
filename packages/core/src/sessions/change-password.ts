import type { Caller, Principal } from '../access/principal.ts'
import { describeUser } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { checkPassword, normalizePassword } from '../names/check-password.ts'
import type { AttemptLimiter } from './limit-attempts.ts'

/**
 * Gives the caller another password, and ends all of their other sessions and links. Only from a session, and only with the
 * password that they have: who finds a browser open, or a key, cannot take the account along.
 * Fails with `FORBIDDEN`, `WRONG_PASSWORD`, `INVALID_PASSWORD`, `TOO_MANY_ATTEMPTS`.
 */
export async function changePassword(
  instance: Instance,
  limiter: AttemptLimiter,
  caller: Caller,
  request: { readonly current: string; readonly next: string },
): Promise<void> {
  // Hashing is slow: it happens before the transaction, which would keep others waiting.
  const { before, after } = await hashBoth(instance, limiter, caller, request)
  const attempt = { action: 'password.change', on: 'user' } as const
  await makeChange(instance, caller, attempt, async ({ transaction, currentCaller, note }) => {
    const { id } = onlyWithSession(await currentCaller())
    await transaction.lockAccount(id, 'change')
    const { user, memberships, sessionId } = onlyWithSession(await currentCaller())
    if (after === undefined || (await transaction.findPasswordHash(id)) !== before) {
      throw new KeysteadError('WRONG_PASSWORD')
    }
    await transaction.writePasswordHash(id, after)
    await transaction.deleteOneTimeLinksFor(id)
    const endedSessions = await transaction.deleteSessionsOf(id, sessionId)
    const organizations = memberships.map(({ organization }) => organization)
    note({ action: 'password.change', organizations, target: describeUser(user), details: { endedSessions } })
  })
}

/** The hash that is there, and the new one if the current password was given. */
async function hashBoth(
  { store, passwords }: Instance,
  limiter: AttemptLimiter,
  caller: Caller,
  { current, next }: { readonly current: string; readonly next: string },
): Promise<{ readonly before?: string | undefined; readonly after?: string | undefined }> {
  if (caller.kind !== 'user' || caller.credential.kind !== 'session') return {}
  limiter.take('password', caller.user.id)
  const before = await store.findPasswordHash(caller.user.id)
  if (!(await passwords.verify(before, normalizePassword(current), 'known'))) return { before }
  limiter.forget('password', caller.user.id)
  return { before, after: await passwords.hash(checkPassword(next, caller.user.email)) }
}

function onlyWithSession(caller: Principal) {
  if (caller.kind !== 'user' || caller.credential.kind !== 'session') throw new KeysteadError('FORBIDDEN')
  const { user, memberships, credential } = caller
  return { id: user.id, user, memberships, sessionId: credential.sessionId }
}

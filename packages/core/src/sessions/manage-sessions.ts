import type { Caller, Principal } from '../access/principal.ts'
import { describeSession } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { SessionId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { Session } from '../model/session.ts'

/**
 * The live sessions of the caller, the one seen last first. A service account has none. Fails with `FORBIDDEN` for a key that
 * is confined to one place: sessions reach everywhere, and tell from where their owner comes.
 */
export async function findSessions({ store, clock }: Instance, caller: Principal): Promise<Session[]> {
  if (caller.kind !== 'user') return []
  if (caller.reach.kind !== 'everywhere') throw new KeysteadError('FORBIDDEN')
  return store.listSessions(caller.user.id, clock.now())
}

/**
 * Ends a session of the caller's. Fails with `SESSION_NOT_FOUND`, alike for somebody else's and for none, and with
 * `FORBIDDEN` as {@link findSessions} does.
 */
export async function endSession(instance: Instance, caller: Caller, id: string): Promise<void> {
  const isOwn = caller.credential.kind === 'session' && caller.credential.sessionId === id
  const action = isOwn ? 'session.sign_out' : 'session.revoke'
  await makeChange(instance, caller, { action, on: 'session', reference: id }, async (change) => {
    const { transaction, currentCaller, note } = change
    const current = await currentCaller()
    if (current.kind === 'user' && current.reach.kind !== 'everywhere') throw new KeysteadError('FORBIDDEN')
    const record = await transaction.findSession(id as SessionId)
    if (record === undefined || current.kind !== 'user' || record.session.userId !== current.user.id) {
      throw new KeysteadError('SESSION_NOT_FOUND')
    }
    if (!(await transaction.deleteSession(record.session.id))) throw new KeysteadError('SESSION_NOT_FOUND')
    const organizations = current.memberships.map(({ organization }) => organization)
    note({ action, organizations, target: describeSession(record.session) })
  })
}

import { type Caller, ownIdOf, type Principal } from '../access/principal.ts'
import { describeUser } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { DeviceAuthorization } from '../model/device-authorization.ts'
import type { StoreReader } from '../ports/store.ts'
import type { AttemptLimiter } from '../sessions/limit-attempts.ts'
import { nameUserCode } from './device-codes.ts'

/**
 * The program that shows this code, for the person who is asked about it. Fails with `USER_CODE_INVALID`, alike for one that is
 * unknown, mistyped, too old or decided, and with `TOO_MANY_ATTEMPTS`.
 */
export async function previewDeviceAuthorization(
  instance: Instance,
  limiter: AttemptLimiter,
  caller: Principal,
  userCode: string,
): Promise<DeviceAuthorization> {
  limiter.take('userCode', ownIdOf(caller))
  const found = await findOpen(instance, instance.store, userCode)
  // Only wrong ones count: guessing is what is limited.
  limiter.refund('userCode', ownIdOf(caller))
  return found
}

export type DeviceDecisionRequest = { readonly userCode: string; readonly approve: boolean }

/**
 * Lets a program have a key of the person who decides, or not. The key is made when the program comes for it, as if they had
 * made it in their console at that moment: what their organizations have decided about keys counts for it. Fails as
 * {@link previewDeviceAuthorization} does, and with `FORBIDDEN` where no session decides: a key that has leaked shall not
 * make itself another.
 */
export async function decideDeviceAuthorization(
  instance: Instance,
  limiter: AttemptLimiter,
  caller: Caller,
  { userCode, approve }: DeviceDecisionRequest,
): Promise<void> {
  const { credential } = caller
  limiter.take('userCode', ownIdOf(caller))
  const action = approve ? 'device.approve' : 'device.deny'
  await makeChange(instance, caller, { action, on: 'user' }, async ({ transaction, currentCaller, note }) => {
    const current = await currentCaller()
    if (credential.kind !== 'session' || current.kind !== 'user') throw new KeysteadError('FORBIDDEN')
    const { id, name, ip } = await findOpen(instance, transaction, userCode)
    const decision = approve ? { approvedBy: credential.sessionId } : ('denied' as const)
    if (!(await transaction.decideDeviceAuthorization(id, decision))) throw new KeysteadError('USER_CODE_INVALID')
    const organizations = current.memberships.map(({ organization }) => organization)
    note({ action, organizations, target: describeUser(current.user), details: { name, deviceIp: ip } })
  })
  limiter.refund('userCode', ownIdOf(caller))
}

async function findOpen({ clock, peppers }: Instance, store: StoreReader, userCode: string) {
  const found = await store.findDeviceAuthorizationByCode(nameUserCode(userCode, peppers))
  if (found === undefined || found.expiresAt <= clock.now() || found.decision !== 'pending') {
    throw new KeysteadError('USER_CODE_INVALID')
  }
  return found
}

import { principalOfSession, type RequestOrigin } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { type CreatedKey, createKey } from '../keys/create-key.ts'
import { isLive } from '../model/session.ts'
import type { StoredDeviceAuthorization } from '../ports/device-authorizations.ts'
import type { AttemptLimiter } from '../sessions/limit-attempts.ts'
import { decoyDigest, matchesDigest } from '../token/digest-token.ts'
import { parseToken } from '../token/parse-token.ts'

/**
 * The key for a program whose person has said yes. It is made now, by the session that said so, which must still live; asked
 * for again with the same code, because the answer was lost, it is the same one until its first use.
 *
 * Fails with `AUTHORIZATION_PENDING` and `AUTHORIZATION_DENIED`; with `DEVICE_CODE_INVALID` for a code that is unknown,
 * mistyped or too old; with `TOO_MANY_ATTEMPTS` where it comes more often than every five seconds; and as {@link createKey}.
 */
export async function claimDeviceKey(
  instance: Instance,
  limiter: AttemptLimiter,
  origin: RequestOrigin,
  deviceCode: string,
): Promise<CreatedKey> {
  const { clock, store } = instance
  const { id, name, decision } = await findGoodAuthorization(instance, deviceCode)
  limiter.take('devicePoll', id)
  if (decision === 'pending') throw new KeysteadError('AUTHORIZATION_PENDING')
  if (decision === 'denied') throw new KeysteadError('AUTHORIZATION_DENIED')
  const record = await store.findSession(decision.approvedBy)
  if (record === undefined || !isLive(record.session, clock.now())) throw new KeysteadError('AUTHORIZATION_DENIED')
  const caller = { ...principalOfSession(record.session.id, record.account), origin }
  return createKey(instance, caller, { name, idempotencyKey: deviceCode })
}

async function findGoodAuthorization(
  { clock, peppers, store }: Instance,
  deviceCode: string,
): Promise<StoredDeviceAuthorization> {
  const parsed = parseToken(deviceCode)
  if (!parsed.ok) throw new KeysteadError('DEVICE_CODE_INVALID')
  const found = await store.findDeviceAuthorization(parsed.keyId)
  const pepper = found === undefined ? peppers.current : peppers.get(found.pepperVersion)
  const matches = matchesDigest(parsed.token, pepper, found?.digest ?? decoyDigest)
  if (!matches || found === undefined || found.expiresAt <= clock.now()) throw new KeysteadError('DEVICE_CODE_INVALID')
  return found
}

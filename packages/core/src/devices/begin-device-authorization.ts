import type { RequestOrigin } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { DeviceAuthorization } from '../model/device-authorization.ts'
import { normalizeName } from '../names/normalize-name.ts'
import type { AttemptLimiter } from '../sessions/limit-attempts.ts'
import { networkOf } from '../sessions/network-of.ts'
import { digestToken } from '../token/digest-token.ts'
import type { KeyToken } from '../token/key-token.ts'
import { mintToken } from '../token/mint-token.ts'
import { deviceCodePrefix, makeUserCode, nameUserCode } from './device-codes.ts'

export type BegunDeviceAuthorization = {
  readonly authorization: DeviceAuthorization
  /** For the program alone. */
  readonly deviceCode: KeyToken
  /** For the person, who types it into their console. */
  readonly userCode: string
}

/** For this long a code can be typed. */
const lifetimeMs = 10 * 60_000
// Two live codes are equal once in billions of times.
const mostAttempts = 3

/**
 * Begins to sign a program in by a person's console (RFC 8628). It needs no credentials, changes nothing of anybody's, and is
 * forgotten after ten minutes. Fails with `TOO_MANY_ATTEMPTS`, `INVALID_NAME`, `NAME_CONTAINS_TOKEN`.
 */
export async function beginDeviceAuthorization(
  { clock, peppers, randomness, store }: Instance,
  limiter: AttemptLimiter,
  { ip }: RequestOrigin,
  request: { readonly name: string },
): Promise<BegunDeviceAuthorization> {
  limiter.take('device', networkOf(ip))
  const name = normalizeName(request.name)
  const pepper = peppers.current
  const createdAt = clock.now()
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const { keyId: id, token: deviceCode } = mintToken({ prefix: deviceCodePrefix, randomness })
    const userCode = makeUserCode(randomness)
    const authorization = { id, name, ip, createdAt, expiresAt: createdAt + lifetimeMs, decision: 'pending' } as const
    const digest = digestToken(deviceCode, pepper)
    const stored = {
      ...authorization,
      digest,
      pepperVersion: pepper.version,
      userCodeName: nameUserCode(userCode, peppers),
    }
    const isNew = await store.transact((transaction) => transaction.insertDeviceAuthorization(stored))
    if (isNew) return { authorization, deviceCode, userCode }
  }
  throw new KeysteadError('INTERNAL', { internal: 'no unused device code was found' })
}

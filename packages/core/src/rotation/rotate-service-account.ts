import type { Caller } from '../access/principal.ts'
import { type ErrorCode, KeysteadError } from '../errors.ts'
import type { KeyId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { checkIdempotencyKey } from '../keys/claim-creation.ts'
import type { ApiKey } from '../model/api-key.ts'
import { resolveAdministeredServiceAccount } from '../references/resolve-service-account.ts'
import { type OpenedRotation, type OpenRotationRequest, openRotationAmongOthers } from './open-rotation.ts'

export type RotationOfOne =
  | ({ readonly keyId: KeyId; readonly opened: true } & OpenedRotation)
  | { readonly keyId: KeyId; readonly opened: false; readonly code: ErrorCode }

// Nobody who has more keys than this has them by hand.
const mostKeys = 200

/**
 * Rotates every key of a service account, each all or nothing, so that one that cannot be rotated keeps no other from it.
 * Repeated with the same Idempotency-Key, it rotates no key twice: each of the first time answers its token again.
 * Fails with `SERVICE_ACCOUNT_NOT_FOUND`, `FORBIDDEN`, `IDEMPOTENCY_KEY_INVALID`.
 */
export async function rotateServiceAccount(
  instance: Instance,
  caller: Caller,
  id: string,
  request: OpenRotationRequest,
): Promise<RotationOfOne[]> {
  checkIdempotencyKey(request.idempotencyKey)
  const { store, clock } = instance
  const account = await resolveAdministeredServiceAccount(store, caller, id)
  const keys = await store.listKeys({
    visibility: { kind: 'everything' },
    ownerId: account.id,
    state: { is: 'active', at: clock.now() },
    limit: mostKeys,
  })
  const results: RotationOfOne[] = []
  for (const { id: keyId } of await withoutNewKeys(instance, keys)) {
    try {
      results.push({ keyId, opened: true, ...(await openRotationAmongOthers(instance, caller, keyId, request)) })
    } catch (error) {
      if (!(error instanceof KeysteadError) || error.kind === 'unavailable' || error.kind === 'internal') throw error
      results.push({ keyId, opened: false, code: error.code })
    }
  }
  return results
}

/** What is about to take the place of another key is not what was meant. */
async function withoutNewKeys({ store }: Instance, keys: readonly ApiKey[]): Promise<ApiKey[]> {
  const old: ApiKey[] = []
  for (const key of keys) {
    const rotation = key.rotationId === null ? undefined : await store.findRotation(key.rotationId)
    if (rotation?.newKeyId !== key.id) old.push(key)
  }
  return old
}

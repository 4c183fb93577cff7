import { isInstanceAdmin, type Principal } from '../access/principal.ts'
import { findVerifiers } from '../consumers/find-verifiers.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { isRequestId, type RefusedRequest, refusalMemoryMs } from '../model/refusal.ts'
import { explainLoaded, type KeyExplanation } from './explain-key.ts'
import { type FoundRefusal, presentRefusal } from './present-refusal.ts'

export type ExplainedRefusal = RefusedRequest & {
  readonly refusal: FoundRefusal
  /** The state of the key by now; null where there is none, or none any more. */
  readonly explanation: KeyExplanation | null
}

/**
 * Why one request was refused. For who may see the key; where there is none, for the instance's admins alone.
 * Fails with `REFUSAL_NOT_FOUND`, alike for all that the caller may not know of.
 */
export async function explainRefusal(
  instance: Instance,
  caller: Principal,
  requestId: string,
): Promise<ExplainedRefusal> {
  const { store, clock } = instance
  const found = isRequestId(requestId) ? await store.findRefusal(requestId) : undefined
  if (found === undefined || found.refusal.last.at <= clock.now() - refusalMemoryMs) throw notFound()
  const { refusal, at } = found
  const explained = refusal.keyId === null ? undefined : await explainIfSeen(instance, caller, refusal.keyId)
  if (explained === undefined && !isInstanceAdmin(caller)) throw notFound()
  const verifiers = await findVerifiers(store, caller, explained?.loaded.key ?? null, [refusal.consumer])
  if (!verifiers.isTold(refusal.consumer.verifier)) throw notFound()
  return {
    requestId,
    at,
    refusal: await presentRefusal(store, caller, refusal, verifiers),
    explanation: explained?.explanation ?? null,
  }
}

const notFound = () => new KeysteadError('REFUSAL_NOT_FOUND')

async function explainIfSeen(instance: Instance, caller: Principal, keyId: string) {
  try {
    return await explainLoaded(instance, caller, keyId)
  } catch (error) {
    if (error instanceof KeysteadError && error.code === 'KEY_NOT_FOUND') return undefined
    throw error
  }
}

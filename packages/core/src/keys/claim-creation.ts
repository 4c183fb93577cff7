import { KeysteadError } from '../errors.ts'
import type { AccountId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { IdempotentCreation, StoreTransaction } from '../ports/store.ts'
import type { KeyToken } from '../token/key-token.ts'
import {
  deriveSealingKey,
  hashCreationRequest,
  nameCreation,
  openToken,
  sealToken,
  tokenReplayMs,
} from './idempotent-creation.ts'
import type { MintedKey } from './mint-key.ts'

const idempotencyKeyShape = /^[\x21-\x7e]{16,255}$/

/** Fails with `IDEMPOTENCY_KEY_INVALID`. */
export function checkIdempotencyKey(idempotencyKey: string | undefined): void {
  if (idempotencyKey !== undefined && !idempotencyKeyShape.test(idempotencyKey)) {
    throw new KeysteadError('IDEMPOTENCY_KEY_INVALID')
  }
}

export type CreationClaim = {
  readonly callerId: AccountId
  /** Which of the caller's requests this is; undefined for one that cannot be repeated. */
  readonly name: string | undefined
  /** What it asks for: a repetition must ask for the same. */
  readonly request: Readonly<Record<string, string | number | null>>
  /** What the key will be, if this is the first time. */
  readonly minted: MintedKey
  readonly at: number
}

/**
 * Whether a request that makes a key was made before: undefined the first time, from when on it is known, or the key that it
 * has made and its token, until the token's first use or for ten minutes. A lost answer, a repeated request, a crash at any
 * step: there is one key. Fails with `IDEMPOTENCY_KEY_REUSED`, `IDEMPOTENT_TOKEN_GONE`.
 */
export async function claimCreation(
  instance: Instance,
  transaction: StoreTransaction,
  { callerId, name, request, minted, at }: CreationClaim,
): Promise<{ readonly key: ApiKey; readonly token: KeyToken } | undefined> {
  if (name === undefined) return undefined
  const sealingKey = deriveSealingKey(callerId, name, instance.peppers.current)
  const creation: IdempotentCreation = {
    callerId,
    lookup: nameCreation(callerId, name, instance.peppers),
    requestHash: hashCreationRequest(request),
    keyId: minted.keyId,
    sealedToken: sealToken(minted.token, sealingKey, instance.randomness),
    createdAt: at,
  }
  const claim = await transaction.claimIdempotentCreation(creation)
  if (claim === 'claimed') return undefined
  if (claim.requestHash !== creation.requestHash) throw new KeysteadError('IDEMPOTENCY_KEY_REUSED')
  const token = claim.createdAt + tokenReplayMs <= at ? undefined : openSealed(instance, claim, name)
  const key = await transaction.findKey(claim.keyId)
  if (key === undefined || token === undefined) throw new KeysteadError('IDEMPOTENT_TOKEN_GONE')
  return { key, token }
}

/** It was sealed under the pepper of its time, or under that of another node. */
function openSealed({ peppers }: Instance, earlier: IdempotentCreation, name: string): KeyToken | undefined {
  if (earlier.sealedToken === null) return undefined
  for (const pepper of peppers.versions()) {
    const token = openToken(earlier.sealedToken, deriveSealingKey(earlier.callerId, name, pepper))
    if (token !== undefined) return token
  }
  return undefined
}

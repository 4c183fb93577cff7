import { evaluateKeyCreation } from '../access/evaluate-key-creation.ts'
import { confinedTo, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { IdempotentCreation, StoreTransaction } from '../ports/store.ts'
import type { KeyToken } from '../token/key-token.ts'
import type { TokenFormat } from '../token/token-format.ts'
import {
  type CreationSecrets,
  deriveCreationSecrets,
  hashCreationRequest,
  openToken,
  sealToken,
  tokenReplayMs,
} from './idempotent-creation.ts'
import { normalizeKeyName } from './key-name.ts'
import { type MintedKey, mintKey } from './mint-key.ts'
import { findOwnOrganization } from './resolve-organization.ts'

export type CreateKeyRequest = {
  readonly name: string
  /** User ID; left out, the caller. */
  readonly owner?: string | undefined
  /** ID or name of the one organization that the key shall reach; left out, as far as the caller's own credential. */
  readonly organization?: string | undefined
  /** Epoch milliseconds; left out, the key does not expire. */
  readonly expiresAt?: number | undefined
  readonly format?: TokenFormat | undefined
  /** Lets the caller repeat a request whose answer was lost. 16 to 255 visible ASCII characters. */
  readonly idempotencyKey?: string | undefined
}

export type CreatedKey = { readonly key: ApiKey; readonly token: KeyToken }

/** A request that was found good: exactly what will be stored of it. */
type KeyPlan = {
  readonly name: string
  readonly organizationId: OrganizationId | null
  readonly expiresAt: number | null
  readonly format: TokenFormat
}

/**
 * Creates a key for the caller and answers it with its token, which nobody can ask for again: except the same caller,
 * by the same Idempotency-Key and request, until the token's first use or for ten minutes.
 *
 * Fails with `INVALID_NAME`, `NAME_CONTAINS_TOKEN`, `INVALID_EXPIRY`, `LEGACY_KEYS_DISABLED`, `OWNER_NOT_ALLOWED`,
 * `ORGANIZATION_NOT_FOUND`, `KEY_CREATION_DISABLED`, `KEY_LIFETIME_TOO_LONG`, `IDEMPOTENCY_KEY_INVALID`,
 * `IDEMPOTENCY_KEY_REUSED`, `IDEMPOTENT_TOKEN_GONE`.
 *
 * @example const { key, token } = await createKey(instance, caller, { name: 'laptop' })
 */
export async function createKey(instance: Instance, caller: Principal, request: CreateKeyRequest): Promise<CreatedKey> {
  const now = instance.clock.now()
  const plan = planKey(caller, request, now)
  const secrets = deriveSecrets(instance, caller, request.idempotencyKey)
  const minted = mintKey(instance, plan.format)

  return instance.store.transact(async (transaction) => {
    if (secrets !== undefined) {
      const creation: IdempotentCreation = {
        ownerId: caller.user.id,
        lookup: secrets.lookup,
        requestHash: hashCreationRequest(plan),
        keyId: minted.keyId,
        sealedToken: sealToken(minted.token, secrets.sealingKey, instance.randomness),
        createdAt: now,
      }
      const claim = await transaction.claimIdempotentCreation(creation)
      if (claim !== 'claimed') return replayCreation(transaction, claim, creation, secrets)
    }
    await obeyPolicies(transaction, caller, plan, now)
    return insertKey(transaction, caller, plan, minted, now)
  })
}

// The last moment that RFC 3339, which every door speaks, can write.
const lastWritableTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

function planKey(caller: Principal, request: CreateKeyRequest, now: number): KeyPlan {
  const { expiresAt = null, format = 'v1' } = request
  if (expiresAt !== null && !(expiresAt > now && expiresAt <= lastWritableTime)) {
    throw new KeysteadError('INVALID_EXPIRY')
  }
  // Whoever could make keys in another person's name could act as that person.
  if (request.owner !== undefined && request.owner !== caller.user.id) throw new KeysteadError('OWNER_NOT_ALLOWED')
  return {
    name: normalizeKeyName(request.name),
    organizationId: resolveReach(caller, request.organization),
    expiresAt,
    format,
  }
}

/** A credential never makes one that reaches further than itself, and nobody one for where they do not belong. */
function resolveReach(caller: Principal, reference: string | undefined): OrganizationId | null {
  if (reference === undefined) return confinedTo(caller)
  const organizationId = findOwnOrganization(caller, reference)
  if (organizationId === undefined) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
  return organizationId
}

/** Inside the transaction: a policy that is switched on meanwhile either waits for this key, or refuses it. */
async function obeyPolicies(
  transaction: StoreTransaction,
  caller: Principal,
  { organizationId, expiresAt }: KeyPlan,
  now: number,
): Promise<void> {
  // A personal key will reach every organization of its owner that takes any, whatever this credential of theirs reaches.
  const reached =
    organizationId === null
      ? (await transaction.listMemberships(caller.user.id)).map(({ organization }) => organization.id)
      : [organizationId]
  const policies = await transaction.lockPolicies(reached, 'obey')
  const concerned = [...policies.values()].filter(
    ({ enforceOrganizationKeys }) => organizationId !== null || !enforceOrganizationKeys,
  )
  const code = evaluateKeyCreation(expiresAt, concerned, now)
  if (code !== undefined) throw new KeysteadError(code)
}

const idempotencyKeyShape = /^[\x21-\x7e]{16,255}$/

function deriveSecrets(instance: Instance, caller: Principal, idempotencyKey: string | undefined) {
  if (idempotencyKey === undefined) return undefined
  if (!idempotencyKeyShape.test(idempotencyKey)) throw new KeysteadError('IDEMPOTENCY_KEY_INVALID')
  return deriveCreationSecrets(caller.user.id, idempotencyKey, instance.peppers.current)
}

async function replayCreation(
  transaction: StoreTransaction,
  earlier: IdempotentCreation,
  repeated: IdempotentCreation,
  secrets: CreationSecrets,
): Promise<CreatedKey> {
  if (earlier.requestHash !== repeated.requestHash) throw new KeysteadError('IDEMPOTENCY_KEY_REUSED')
  const key = await transaction.findKey(earlier.keyId)
  const tooLate = earlier.createdAt + tokenReplayMs <= repeated.createdAt
  if (key === undefined || earlier.sealedToken === null || tooLate) throw new KeysteadError('IDEMPOTENT_TOKEN_GONE')
  return { key, token: openToken(earlier.sealedToken, secrets.sealingKey) }
}

async function insertKey(
  transaction: StoreTransaction,
  caller: Principal,
  plan: KeyPlan,
  { keyId, token, digest, pepperVersion }: MintedKey,
  createdAt: number,
): Promise<CreatedKey> {
  await transaction.insertKey({ id: keyId, ownerId: caller.user.id, ...plan, createdAt, digest, pepperVersion })
  const key = await transaction.findKey(keyId)
  if (key === undefined) throw new KeysteadError('INTERNAL', { internal: 'an inserted key was not found' })
  return { key, token }
}

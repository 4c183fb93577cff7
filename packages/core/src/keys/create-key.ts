import { type Caller, confinedTo, ownIdOf, type Principal, reachedOrganizations } from '../access/principal.ts'
import { type Change, makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { type AccountId, isServiceAccountId, type OrganizationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { OrganizationReference } from '../model/account.ts'
import type { ApiKey } from '../model/api-key.ts'
import { normalizeName } from '../names/normalize-name.ts'
import type { StoreReader } from '../ports/store.ts'
import { findOwnOrganization, findReferred } from '../references/find-own-organization.ts'
import { resolveAdministeredServiceAccount } from '../references/resolve-service-account.ts'
import type { KeyToken } from '../token/key-token.ts'
import type { TokenFormat } from '../token/token-format.ts'
import { checkIdempotencyKey, claimCreation } from './claim-creation.ts'
import { listConcerns, listReached, obeyPolicies } from './creation-policies.ts'
import { insertKey, type KeyPlan, lastWritableTime, listBlocksOfCredential } from './insert-key.ts'
import { mintKey } from './mint-key.ts'

export type CreateKeyRequest = {
  readonly name: string
  /** ID of a service account that the caller administers; left out, the caller. */
  readonly owner?: string | undefined
  /**
   * ID or name of the one organization that the key shall reach; left out, as far as the caller's own credential. The
   * key of a service account always reaches that account's.
   */
  readonly organization?: string | undefined
  /** Epoch milliseconds; left out, the key does not expire. */
  readonly expiresAt?: number | undefined
  readonly format?: TokenFormat | undefined
  /** Lets the caller repeat a request whose answer was lost. 16 to 255 visible ASCII characters. */
  readonly idempotencyKey?: string | undefined
}

export type CreatedKey = { readonly key: ApiKey; readonly token: KeyToken }

/**
 * Creates a key for the caller, or for a service account that they administer, and answers it with its token, which
 * nobody can ask for again: except the same caller, by the same Idempotency-Key and request, until the token's first use
 * or for ten minutes.
 *
 * Fails with `INVALID_NAME`, `NAME_CONTAINS_TOKEN`, `INVALID_EXPIRY`, `LEGACY_KEYS_DISABLED`, `OWNER_NOT_ALLOWED`,
 * `ORGANIZATION_NOT_FOUND`, `KEY_CREATION_DISABLED`, `VIEWER_KEY_CREATION_DISABLED`, `KEY_LIFETIME_TOO_LONG`,
 * `IDEMPOTENCY_KEY_INVALID`, `IDEMPOTENCY_KEY_REUSED`, `IDEMPOTENT_TOKEN_GONE`.
 *
 * @example const { key, token } = await createKey(instance, caller, { name: 'laptop' })
 */
export async function createKey(instance: Instance, caller: Caller, request: CreateKeyRequest): Promise<CreatedKey> {
  const attempt = { action: 'key.create', on: 'key', reference: request.owner } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, now } = change
    checkIdempotencyKey(request.idempotencyKey)
    const plan = await planKey(change, request)
    const minted = mintKey(instance, plan.format)
    const claim = { callerId: ownIdOf(caller), name: request.idempotencyKey, request: plan, minted, at: now }
    const earlier = await claimCreation(instance, transaction, claim)
    if (earlier !== undefined) return earlier
    const reached = await lockReached(change, plan)
    obeyPolicies(plan.expiresAt, await listConcerns(transaction, plan, reached), now)
    const blockedBy = plan.organizationId === null ? await listBlocksOfCredential(transaction, caller) : []
    return { key: await insertKey(change, plan, minted, { reached, blockedBy }), token: minted.token }
  })
}

async function planKey({ transaction, now, currentCaller }: Change, request: CreateKeyRequest): Promise<KeyPlan> {
  const { expiresAt = null, format = 'v1' } = request
  if (expiresAt !== null && !(expiresAt > now && expiresAt <= lastWritableTime)) {
    throw new KeysteadError('INVALID_EXPIRY')
  }
  const name = normalizeName(request.name)
  const caller = await currentCaller()
  const holder = await resolveHolder(transaction, caller, request.owner)
  // Kept until the key is made: an account that is removed at this moment takes the key with it, or there is none.
  if (!(await transaction.lockAccount(holder.id, 'obey'))) throw new KeysteadError('OWNER_NOT_ALLOWED')
  return { name, ownerId: holder.id, organizationId: resolveReach(holder, request.organization), expiresAt, format }
}

type Holder = {
  readonly id: AccountId
  /** Where its keys may reach one place only. */
  readonly find: (reference: string) => OrganizationReference | undefined
  /** What a key reaches when nothing is said. */
  readonly usual: OrganizationId | null
}

async function resolveHolder(store: StoreReader, caller: Principal, owner: string | undefined): Promise<Holder> {
  if (owner === undefined || owner === ownIdOf(caller)) {
    const find = (reference: string) => findOwnOrganization(caller, reference)
    return { id: ownIdOf(caller), find, usual: confinedTo(caller) }
  }
  // Whoever could make keys in another person's name could act as that person.
  if (!isServiceAccountId(owner)) throw new KeysteadError('OWNER_NOT_ALLOWED')
  const serviceAccount = await resolveOwner(store, caller, owner)
  return {
    id: serviceAccount.id,
    find: (reference) => findReferred([serviceAccount.organization], reference),
    usual: serviceAccount.organization.id,
  }
}

/** One answer for every owner for whom the caller makes no keys, be it there or not. */
async function resolveOwner(store: StoreReader, caller: Principal, owner: string) {
  try {
    return await resolveAdministeredServiceAccount(store, caller, owner)
  } catch (error) {
    if (error instanceof KeysteadError && ['notFound', 'forbidden'].includes(error.kind)) {
      throw new KeysteadError('OWNER_NOT_ALLOWED')
    }
    throw error
  }
}

/** A credential never makes one that reaches further than itself, and nobody one for where they do not belong. */
function resolveReach({ find, usual }: Holder, reference: string | undefined): OrganizationId | null {
  if (reference === undefined) return usual
  const organization = find(reference)
  if (organization === undefined) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
  return organization.id
}

/**
 * What the key will reach, kept as it is: a policy that is switched on or a member who is removed at this moment either
 * waits for this key, or finds it refused.
 */
async function lockReached({ transaction, currentCaller }: Change, plan: KeyPlan): Promise<OrganizationReference[]> {
  await transaction.lockOrganizations(
    (await listReached(transaction, plan)).map(({ id }) => id),
    'obey',
  )
  const caller = await currentCaller()
  const reached = await listReached(transaction, plan)
  const isOwn = plan.ownerId === ownIdOf(caller)
  // Who has left meanwhile takes no key along, nor who no longer reaches it; who administers no more makes none.
  if (!isOwn) await resolveOwner(transaction, caller, plan.ownerId)
  const within = isOwn ? reachedOrganizations(caller) : reached
  if (plan.organizationId !== null && !within.some(({ id }) => id === plan.organizationId)) {
    throw new KeysteadError('ORGANIZATION_NOT_FOUND')
  }
  return reached
}

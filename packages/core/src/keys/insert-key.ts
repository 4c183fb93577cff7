import { type Caller, keyIdOf } from '../access/principal.ts'
import { describeKey, teamOfKey } from '../audit/describe.ts'
import type { UncheckedChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { describeEventKey } from '../events/describe-event-key.ts'
import type { AccountId, OrganizationId } from '../identifiers.ts'
import type { OrganizationReference } from '../model/account.ts'
import { type ApiKey, keyType } from '../model/api-key.ts'
import type { StoreReader } from '../ports/store.ts'
import type { TokenFormat } from '../token/token-format.ts'
import type { MintedKey } from './mint-key.ts'

/** Exactly what will be stored of a key, beside its token. */
export type KeyPlan = {
  readonly name: string
  readonly ownerId: AccountId
  readonly organizationId: OrganizationId | null
  readonly expiresAt: number | null
  readonly format: TokenFormat
}

/** What a new key reaches, and where it is blocked from its first moment on. */
export type KeyPlaces = {
  readonly reached: readonly OrganizationReference[]
  readonly blockedBy: readonly Pick<OrganizationReference, 'id'>[]
}

// The last moment that RFC 3339, which every door speaks, can write.
export const lastWritableTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/**
 * Where the key is blocked by which somebody makes a personal one: so is the new one. Whoever holds a blocked key would else
 * have another a moment later, and the block would keep nobody out.
 */
export async function listBlocksOfCredential(store: StoreReader, caller: Caller): Promise<ApiKey['blockedBy']> {
  const keyUsed = keyIdOf(caller)
  return keyUsed === null ? [] : ((await store.findKey(keyUsed))?.blockedBy ?? [])
}

/** Writes a key, tells of it, and answers it as lists show it. */
export async function insertKey(
  { transaction, now, note, emit }: UncheckedChange,
  plan: KeyPlan,
  { keyId, digest, pepperVersion }: MintedKey,
  { reached, blockedBy }: KeyPlaces,
): Promise<ApiKey> {
  await transaction.insertKey({ id: keyId, ...plan, createdAt: now, digest, pepperVersion })
  for (const { id } of blockedBy) await transaction.blockKey(keyId, id, now)
  const key = await transaction.findKey(keyId)
  if (key === undefined) throw new KeysteadError('INTERNAL', { internal: 'an inserted key was not found' })
  note({
    action: 'key.create',
    organizations: reached,
    team: teamOfKey(key),
    target: describeKey(key),
    details: { type: keyType(key), owner: key.owner.id, expiresAt: plan.expiresAt },
  })
  emit({ type: 'key.created', organizations: reached, data: { key: describeEventKey(key) } })
  return key
}

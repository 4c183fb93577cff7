import type { KeyId } from '../identifiers.ts'
import type { KeyDigest } from '../token/digest-token.ts'
import type { TokenFormat } from '../token/token-format.ts'
import type { Organization, User } from './account.ts'

/** Who a key belongs to, with as much of the owner as lists show and rules ask. */
export type KeyOwner = { readonly type: 'user' } & Pick<User, 'id' | 'username' | 'email' | 'name' | 'instanceAdmin'>

/** A key as lists and answers show it. Holds nothing from which the token could be had. Times are epoch milliseconds. */
export type ApiKey = {
  readonly id: KeyId
  readonly name: string
  readonly owner: KeyOwner
  /** The one organization that the key reaches, or null for every organization that its owner belongs to. */
  readonly organization: Pick<Organization, 'id' | 'name'> | null
  readonly format: TokenFormat
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
}

/** What is stored of the secret, and under which version of the pepper it was made. */
export type StoredDigest = { readonly digest: KeyDigest; readonly pepperVersion: number }

export const keyTypes = ['personal', 'organization'] as const
export type KeyType = (typeof keyTypes)[number]

export const keyStates = ['active', 'expired'] as const
export type KeyState = (typeof keyStates)[number]

export function keyType(key: Pick<ApiKey, 'organization'>): KeyType {
  return key.organization === null ? 'personal' : 'organization'
}

/** A key is expired from its expiry on, the very millisecond included. */
export function keyState(key: Pick<ApiKey, 'expiresAt'>, now: number): KeyState {
  return key.expiresAt !== null && key.expiresAt <= now ? 'expired' : 'active'
}

import type { EventId, KeyId, OrganizationId } from '../identifiers.ts'
import type { OrganizationReference } from './account.ts'
import type { KeyType } from './api-key.ts'
import type { LeakResponse } from './policies.ts'
import type { StaleKind } from './stale-kind.ts'

/**
 * What others are told of when it happens. A name is never changed or used again: receivers rely on it. The noun comes first,
 * as in the audit trail.
 */
export const eventTypes = [
  'key.created',
  'key.deleted',
  'key.undeleted',
  'key.disabled',
  'key.enabled',
  'key.leaked',
  'key.expiring',
  'keys.stale',
  'rotation.opened',
  'rotation.ready',
  'rotation.stuck',
  'rotation.completed',
  'policies.changed',
  'webhook.test',
] as const
export type EventType = (typeof eventTypes)[number]

// All that follows is written into the database, and sent days later, as it was when it happened: times are RFC 3339, as on
// the wire, and there is nothing in it that is not to be sent.

export type EventOwner =
  | { readonly type: 'user'; readonly id: string; readonly username: string; readonly name: string }
  | { readonly type: 'service_account'; readonly id: string; readonly name: string }

/** A key as it was. */
export type EventKey = {
  readonly id: KeyId
  readonly name: string
  readonly type: KeyType
  readonly owner: EventOwner
  /** The one organization that it reaches, or null. */
  readonly organization: OrganizationReference | null
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
}

/** A rotation, by what its receiver needs to find it. */
export type EventRotation = {
  readonly id: string
  readonly oldKey: EventKey
  readonly newKeyId: KeyId
  readonly openedAt: string
  readonly deadline: { readonly at: string; readonly then: string } | null
}

/** What is said of each type. Fields are only ever added. */
export type EventData = {
  readonly 'key.created': { readonly key: EventKey }
  readonly 'key.deleted': { readonly key: EventKey }
  readonly 'key.undeleted': { readonly key: EventKey }
  /** `until`: when it will work again by itself. */
  readonly 'key.disabled': { readonly key: EventKey; readonly until: string | null }
  readonly 'key.enabled': { readonly key: EventKey }
  /**
   * Somebody has found its token. `url`: where, if they said so. `response`: what became of the key; `endsAt`: when it ends, where
   * it is to be rotated until then.
   */
  readonly 'key.leaked': {
    readonly key: EventKey
    readonly source: 'holder' | 'github'
    readonly url: string | null
    readonly response: LeakResponse
    readonly endsAt: string | null
  }
  readonly 'key.expiring': { readonly key: EventKey; readonly days: number }
  /**
   * The keys of one owner in one organization that may be too many: how many, and some of them. Without an organization, the
   * personal ones of a user who belongs to none.
   */
  readonly 'keys.stale': {
    readonly owner: EventOwner
    readonly organization: OrganizationReference | null
    readonly total: number
    readonly keys: readonly (EventKey & { readonly kinds: readonly StaleKind[] })[]
  }
  readonly 'rotation.opened': { readonly rotation: EventRotation }
  readonly 'rotation.ready': { readonly rotation: EventRotation }
  /** Its deadline is near, or past, and so many consumers still use the old key alone. */
  readonly 'rotation.stuck': { readonly rotation: EventRotation; readonly waitingFor: number }
  readonly 'rotation.completed': { readonly rotation: EventRotation }
  readonly 'policies.changed': {
    readonly organization: OrganizationReference
    /** By the policy's name; lifetimes in milliseconds. */
    readonly changes: Readonly<Record<string, { readonly from: EventValue; readonly to: EventValue }>>
  }
  readonly 'webhook.test': { readonly webhookId: string }
}

type EventValue = string | number | boolean | null

/** An event of one type, with its data. */
export type EventOf<Type extends EventType> = { readonly type: Type; readonly data: EventData[Type] }

/** An event of any type: the type tells which data. */
export type EventContent = { readonly [Type in EventType]: EventOf<Type> }[EventType]

export type Event = EventContent & {
  readonly id: EventId
  readonly at: number
  /** Those whose webhooks are told, beside the webhooks of the whole instance. */
  readonly organizationIds: readonly OrganizationId[]
}

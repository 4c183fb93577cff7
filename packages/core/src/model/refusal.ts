import type { ErrorCode } from '../errors.ts'
import type { KeyId, OrganizationId, TeamId } from '../identifiers.ts'
import { type ConsumerIdentity, dayMs } from './consumer.ts'

declare const brand: unique symbol
/** `ref_` and 32 hex digits: the same for what is refused again in the same place for the same reason. */
export type RefusalId = string & { readonly [brand]: 'RefusalId' }

/** Why a token was refused. For the log and the key's owner; never for who presented or checked the token. */
export const refusalReasons = [
  'malformed',
  'checksum',
  'unknown',
  'wrong-secret',
  'expired',
  'disabled',
  'blocked',
  'out-of-reach',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** `not-allowed`: the token was good, and its owner may not do what was asked for. */
export const rememberedReasons = [...refusalReasons, 'not-allowed'] as const
export type RememberedReason = (typeof rememberedReasons)[number]

/** Where something was refused: by whom a verifier was told, or at one of Keystead's own doors. */
export const refusalDoors = ['verify', 'api', 'forward_auth', 'graphql', 'audit_logs'] as const
export type RefusalDoor = (typeof refusalDoors)[number]

/** What the token had to reach. An empty list: what was asked for is not there, or is reached by nobody. */
export type RefusalDemand = {
  readonly organizationIds: readonly OrganizationId[] | null
  readonly teams: readonly { readonly id: TeamId; readonly organizationId: OrganizationId }[] | null
}

/** What makes a refusal this one, however often it happens. Holds nothing of the token but the key's ID. */
export type RefusalCause = {
  /** Null where the token names no key of this instance. */
  readonly keyId: KeyId | null
  readonly reason: RememberedReason
  /** With `not-allowed`, what was answered. */
  readonly code: ErrorCode | null
  readonly door: RefusalDoor
  /** With `out-of-reach`, where anything was demanded. */
  readonly demand: RefusalDemand | null
  readonly consumer: ConsumerIdentity
}

/** One request that was refused. */
export type RefusedRequest = { readonly requestId: string; readonly at: number }

/** What was refused, once or again and again. */
export type Refusal = RefusalCause & {
  readonly id: RefusalId
  readonly count: number
  readonly first: RefusedRequest
  readonly last: RefusedRequest
}

/**
 * What only the holder of a token can bring about. All else, anybody can who knows the key's ID: so the two are kept apart,
 * and what strangers send never takes the place of what the owner wants to know.
 */
export const isProven = (reason: RememberedReason) =>
  reason !== 'malformed' && reason !== 'checksum' && reason !== 'unknown' && reason !== 'wrong-secret'

/** Of one key; and of all tokens together that name none. The one seen last is kept. */
export const mostRefusals = { proven: 70, unproven: 30, withoutKey: 1_000 } as const
/** Of one refusal, those by whose ID it is found: the last ones, beside the very first. */
export const mostRefusedRequests = 20
/** What has not happened again for so long is forgotten. */
export const refusalMemoryMs = 30 * dayMs

const requestIdShape = /^req_[0-9a-f]{32}(?:\.\d{1,3})?$/

/** Whether a text from outside has the shape of a request's ID. */
export function isRequestId(text: string): boolean {
  return requestIdShape.test(text)
}

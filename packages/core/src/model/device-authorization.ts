import type { SessionId } from '../identifiers.ts'

/** What has been said to a program that asked for a key: nothing yet, no, or yes, from this session. */
export type DeviceDecision = 'pending' | 'denied' | { readonly approvedBy: SessionId }

/** A program that asks for a key of whoever types its code into their console (RFC 8628). */
export type DeviceAuthorization = {
  readonly id: string
  /** What it calls itself, and its key will be called. */
  readonly name: string
  /** From where it asked. */
  readonly ip: string | null
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly expiresAt: number
  readonly decision: DeviceDecision
}

import type { AccountId, KeyId, RotationId } from '../identifiers.ts'
import { type ConsumerId, dayMs } from './consumer.ts'

/** `open` and `ready`: both keys work. `completed` and `revoked`: the old one is deleted. `cancelled`: the new one is. */
export const rotationStates = ['open', 'ready', 'completed', 'cancelled', 'revoked'] as const
export type RotationState = (typeof rotationStates)[number]

/** Who deletes the old key: a person, or Keystead by itself once it is proven that nobody needs it. */
export const rotationCompletions = ['manual', 'automatic'] as const
export type RotationCompletion = (typeof rotationCompletions)[number]

/** What happens to a rotation that is not over in time: somebody is told, it gets as long again, or the old key is deleted. */
export const deadlineActions = ['alert', 'extend', 'revoke'] as const
export type DeadlineAction = (typeof deadlineActions)[number]
export type RotationDeadline = { readonly at: number; readonly then: DeadlineAction }

/** One key that takes the place of another while its consumers move. Times are epoch milliseconds. */
export type Rotation = {
  readonly id: RotationId
  readonly oldKeyId: KeyId
  readonly newKeyId: KeyId
  readonly state: RotationState
  readonly completion: RotationCompletion
  readonly deadline: RotationDeadline | null
  readonly openedAt: number
  readonly openedBy: AccountId
  /** Since when it has been ready, as far as anybody has looked; null while it is not. */
  readonly readyAt: number | null
  /** When somebody was told that its deadline had passed; null while that has not happened. */
  readonly stuckAt: number | null
  readonly endedAt: number | null
}

/** For how long a rotation that has ended is remembered. The audit trail tells of it for ever. */
export const rotationMemoryMs = 366 * dayMs

/** Somebody has said that this consumer will not come back: which counts until it does. */
export type GoneMark = { readonly consumerId: ConsumerId; readonly at: number }

export const isUnderWay = ({ state }: Pick<Rotation, 'state'>) => state === 'open' || state === 'ready'

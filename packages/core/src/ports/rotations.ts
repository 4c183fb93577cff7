import type { KeyVisibility } from '../access/key-visibility.ts'
import type { KeyId, OrganizationId, RotationId } from '../identifiers.ts'
import type { ConsumerId } from '../model/consumer.ts'
import type { GoneMark, Rotation, RotationState } from '../model/rotation.ts'

export type RotationListQuery = {
  /** Of rotations whose keys may be seen: by the new one, or where that is gone, by the old one. */
  readonly visibility: KeyVisibility
  /** Left out, all. */
  readonly states?: readonly RotationState[]
  /** Of which this is the old key or the new one. */
  readonly keyId?: string
  readonly ownerId?: string
  /** Whose keys reach it. */
  readonly organizationId?: OrganizationId
  /** Goes on after the rotation of this time and ID. */
  readonly after?: { readonly openedAt: number; readonly id: RotationId }
  readonly limit: number
}

export interface RotationReader {
  findRotation(id: string): Promise<Rotation | undefined>
  /** The newest of which this was the old key. */
  findRotationFrom(oldKeyId: KeyId): Promise<Rotation | undefined>
  /** The one that has issued this key. */
  findRotationTo(newKeyId: KeyId): Promise<Rotation | undefined>
  /** Newest first. */
  listRotations(query: RotationListQuery): Promise<Rotation[]>
  listGoneMarks(id: RotationId): Promise<GoneMark[]>
}

/** Each guarded by the rotation's being under way: false when it is over, or there is none. */
export interface RotationWriter {
  /** False when either key is gone, or in another rotation that is under way. */
  insertRotation(rotation: Rotation): Promise<boolean>
  updateRotation(
    id: RotationId,
    changes: Partial<Pick<Rotation, 'completion' | 'deadline' | 'stuckAt'>>,
  ): Promise<boolean>
  /** Also false when it has gone from the one state to the other already. */
  changeReadiness(id: RotationId, readyAt: number | null): Promise<boolean>
  /** True for exactly one caller in the life of a rotation. */
  endRotation(id: RotationId, state: Exclude<RotationState, 'open' | 'ready'>, at: number): Promise<boolean>
  /** Also takes the place of an earlier mark. */
  markGone(id: RotationId, mark: GoneMark): Promise<boolean>
  /** False when there is no such mark. */
  unmarkGone(id: RotationId, consumerId: ConsumerId): Promise<boolean>
}

export interface RotationStore {
  /**
   * Some of the rotations under way at which nobody has looked since their time, and sets them a new one: of several nodes that
   * ask at once, each gets others.
   */
  claimDueRotations(claim: {
    readonly now: number
    readonly nextAt: number
    readonly limit: number
  }): Promise<RotationId[]>
  /** Forgets some of the rotations that ended before this time, with their marks, and answers how many. */
  forgetRotations(query: { readonly endedBefore: number; readonly limit: number }): Promise<number>
}

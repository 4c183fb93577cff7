import type { RotatingConsumer, Rotation, RotationView } from '@keystead/sdk'

export const isUnderWay = ({ state }: Pick<Rotation, 'state'>): boolean => state === 'open' || state === 'ready'

/** A rotation that is still under way, with all that is known of it. */
export type LiveRotation = RotationView & {
  readonly progress: NonNullable<RotationView['progress']>
  readonly oldKey: NonNullable<RotationView['oldKey']>
  readonly newKey: NonNullable<RotationView['newKey']>
}

export const isLive = (view: RotationView): view is LiveRotation =>
  isUnderWay(view) && view.progress !== null && view.oldKey !== null && view.newKey !== null

/** Whether it may be cut off when the old key goes. */
export const mayNeedOldKey = ({ state }: RotatingConsumer): boolean => state !== 'moved' && state !== 'gone'

/** By which it is called: both of its keys have the same name, unless somebody has changed one. */
export const nameOf = ({ newKey, oldKey }: RotationView): string => (newKey ?? oldKey)?.name ?? ''

import { describeKey, teamOfKey } from '../audit/describe.ts'
import { describeEventKey, writeEventTime } from '../events/describe-event-key.ts'
import type { EventRotation } from '../model/event.ts'
import type { RotationUnderWay } from './load-rotation-for.ts'

/** A rotation as the audit trail tells of it: something that is done to the old key. */
export function describeDeed({ rotation, oldKey, organizations }: Omit<RotationUnderWay, 'newKey'>) {
  return {
    organizations,
    team: teamOfKey(oldKey),
    target: describeKey(oldKey),
    details: { owner: oldKey.owner.id, rotation: rotation.id, newKey: rotation.newKeyId },
  }
}

/** A rotation as events tell of it. */
export function describeEventRotation({
  rotation,
  oldKey,
}: Pick<RotationUnderWay, 'rotation' | 'oldKey'>): EventRotation {
  const { id, newKeyId, openedAt, deadline } = rotation
  return {
    id,
    oldKey: describeEventKey(oldKey),
    newKeyId,
    openedAt: writeEventTime(openedAt),
    deadline: deadline && { at: writeEventTime(deadline.at), then: deadline.then },
  }
}

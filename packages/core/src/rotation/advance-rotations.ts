import { keysteadItself } from '../audit/describe.ts'
import { makeUncheckedChange, type UncheckedChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { RotationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { loadKey } from '../keys/load-key-for.ts'
import { dayMs } from '../model/consumer.ts'
import type { Rotation } from '../model/rotation.ts'
import { describeDeed, describeEventRotation } from './describe-rotation.ts'
import { completeIf, revokeOldKey } from './end-rotation.ts'
import type { RotationEvaluation } from './evaluate-rotation.ts'
import type { RotationUnderWay } from './load-rotation-for.ts'
import { observeRotation } from './observe-rotation.ts'

// What is decided here takes days to come about.
const lookEveryMs = 5 * 60_000
const rotationsAtOnce = 20
/** How much longer a rotation gets whose deadline is one that extends itself. */
export const extensionMs = 7 * dayMs

/**
 * Looks at the rotations under way, and does what people have asked for: tells of what is ready or stuck, completes what is
 * proven, acts on deadlines. To be called now and then on every node: each rotation is looked at by one of them, in a
 * transaction of its own, and whatever it decides is guarded by what it was decided on.
 */
export async function advanceRotations(instance: Instance): Promise<void> {
  for (;;) {
    const now = instance.clock.now()
    const ids = await instance.store.claimDueRotations({ now, nextAt: now + lookEveryMs, limit: rotationsAtOnce })
    for (const id of ids) await advanceRotation(instance, id)
    if (ids.length < rotationsAtOnce) return
  }
}

async function advanceRotation(instance: Instance, id: RotationId): Promise<void> {
  try {
    await makeUncheckedChange(instance, keysteadItself, { ip: null, requestId: null }, (change) => advance(change, id))
  } catch (error) {
    // Somebody was faster, or a use came in meanwhile: it is looked at again.
    if (!(error instanceof KeysteadError && ['ROTATION_OVER', 'ROTATION_NOT_READY'].includes(error.code))) throw error
  }
}

async function advance(change: UncheckedChange, id: RotationId): Promise<void> {
  const { transaction, now, emit } = change
  const rotation = await transaction.findRotation(id)
  if (rotation === undefined || rotation.endedAt !== null) return
  const loaded = await load(change, rotation)
  if (loaded === undefined) return
  const { organizations } = loaded
  const evaluation = await observeRotation(transaction, loaded, now)
  if (rotation.completion === 'automatic' && evaluation.isProven) {
    return completeIf(change, loaded, ({ isProven }) => isProven)
  }
  if (evaluation.isReady !== (rotation.state === 'ready')) {
    const hasChanged = await transaction.changeReadiness(id, evaluation.isReady ? now : null)
    if (hasChanged && evaluation.isReady) {
      emit({ type: 'rotation.ready', organizations, data: { rotation: describeEventRotation(loaded) } })
    }
  }
  if (rotation.deadline !== null && rotation.deadline.at <= now) await meetDeadline(change, loaded, evaluation)
}

/** Its keys; undefined where one is gone with its owner, which ends the rotation. */
async function load({ transaction, now }: UncheckedChange, rotation: Rotation): Promise<RotationUnderWay | undefined> {
  const oldKey = await loadKey(transaction, rotation.oldKeyId)
  const newKey = await loadKey(transaction, rotation.newKeyId)
  if (oldKey !== undefined && newKey !== undefined) {
    return { rotation, oldKey: oldKey.key, newKey: newKey.key, organizations: oldKey.organizations }
  }
  await transaction.endRotation(rotation.id, oldKey === undefined ? 'revoked' : 'cancelled', now)
  return undefined
}

async function meetDeadline(
  change: UncheckedChange,
  loaded: RotationUnderWay,
  { consumers, movedCount }: RotationEvaluation,
): Promise<void> {
  const { transaction, now, note, emit } = change
  const { rotation, organizations, newKey } = loaded
  const { deadline, id, stuckAt } = rotation
  // Whoever chose this wants the old key gone; but not both at once, as it would be where nobody has the new one yet.
  if (deadline?.then === 'revoke' && newKey.lastUsedAt !== null) return revokeOldKey(change, loaded)
  const isExtended = deadline?.then === 'extend'
  if (stuckAt !== null && !isExtended) return
  const longer = isExtended ? { deadline: { ...deadline, at: now + extensionMs } } : {}
  if (!(await transaction.updateRotation(id, { stuckAt: now, ...longer }))) return
  const waitingFor = consumers.length - movedCount
  emit({ type: 'rotation.stuck', organizations, data: { rotation: describeEventRotation(loaded), waitingFor } })
  if (!isExtended) return
  const deed = describeDeed(loaded)
  note({
    ...deed,
    action: 'rotation.change',
    details: { ...deed.details, toDeadline: now + extensionMs, toThen: 'extend' },
  })
}

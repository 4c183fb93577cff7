import type { Caller } from '../access/principal.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { ConsumerId } from '../model/consumer.ts'
import type { Rotation, RotationCompletion, RotationDeadline } from '../model/rotation.ts'
import { checkDeadline } from './check-deadline.ts'
import { describeDeed } from './describe-rotation.ts'
import { loadRotationUnderWay } from './load-rotation-for.ts'

export type RotationChanges = {
  readonly completion?: RotationCompletion | undefined
  /** Null: none any more. */
  readonly deadline?: RotationDeadline | null | undefined
}

/**
 * Gives a rotation another deadline or none, or has it completed in the other way.
 * Fails with `ROTATION_NOT_FOUND`, `FORBIDDEN`, `ROTATION_OVER`, `INVALID_DEADLINE`.
 */
export function changeRotation(
  instance: Instance,
  caller: Caller,
  id: string,
  { completion, deadline }: RotationChanges,
): Promise<Rotation> {
  const attempt = { action: 'rotation.change', on: 'key', reference: id } as const
  return makeChange(instance, caller, attempt, async ({ transaction, now, currentCaller, note }) => {
    const loaded = await loadRotationUnderWay(transaction, await currentCaller(), id)
    checkDeadline(deadline, now)
    const changes = {
      ...(completion !== undefined && { completion }),
      // Whoever sets another one wants to be told once more.
      ...(deadline !== undefined && { deadline, stuckAt: null }),
    }
    if (Object.keys(changes).length === 0) return loaded.rotation
    if (!(await transaction.updateRotation(loaded.rotation.id, changes))) throw new KeysteadError('ROTATION_OVER')
    const deed = describeDeed(loaded)
    const told = {
      ...(completion !== undefined && { toCompletion: completion }),
      ...(deadline !== undefined && { toDeadline: deadline?.at ?? null, toThen: deadline?.then ?? null }),
    }
    note({ ...deed, action: 'rotation.change', details: { ...deed.details, ...told } })
    return { ...loaded.rotation, ...changes }
  })
}

/**
 * Says of a consumer of the old key that it will not come back: nobody waits for it any more, unless it does.
 * Fails with `ROTATION_NOT_FOUND`, `FORBIDDEN`, `ROTATION_OVER`, `CONSUMER_NOT_FOUND`.
 */
export function markConsumerGone(instance: Instance, caller: Caller, id: string, consumer: string): Promise<Rotation> {
  return changeMark(instance, caller, id, consumer, 'rotation.mark_gone')
}

/** Takes that back. Fails as {@link markConsumerGone} does. */
export function unmarkConsumerGone(
  instance: Instance,
  caller: Caller,
  id: string,
  consumer: string,
): Promise<Rotation> {
  return changeMark(instance, caller, id, consumer, 'rotation.unmark_gone')
}

function changeMark(
  instance: Instance,
  caller: Caller,
  id: string,
  consumer: string,
  action: 'rotation.mark_gone' | 'rotation.unmark_gone',
): Promise<Rotation> {
  return makeChange(instance, caller, { action, on: 'key', reference: id }, async (change) => {
    const { transaction, now, currentCaller, note } = change
    const loaded = await loadRotationUnderWay(transaction, await currentCaller(), id)
    const known = await transaction.listConsumers(loaded.oldKey.id)
    const consumerId = known.find((each) => each.id === consumer)?.id
    if (consumerId === undefined) throw new KeysteadError('CONSUMER_NOT_FOUND')
    const isUnderWay =
      action === 'rotation.mark_gone'
        ? await transaction.markGone(loaded.rotation.id, { consumerId, at: now })
        : await takeBack(consumerId)
    if (!isUnderWay) throw new KeysteadError('ROTATION_OVER')
    const deed = describeDeed(loaded)
    note({ ...deed, action, details: { ...deed.details, consumer: consumerId } })
    return loaded.rotation

    /** That there was no mark is as good. */
    async function takeBack(known: ConsumerId): Promise<true> {
      await transaction.unmarkGone(loaded.rotation.id, known)
      return true
    }
  })
}

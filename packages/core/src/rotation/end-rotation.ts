import type { Caller } from '../access/principal.ts'
import { nameDoer } from '../audit/describe.ts'
import { makeChange, type UncheckedChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { removeKey } from '../keys/remove-key.ts'
import type { Deletion } from '../model/api-key.ts'
import type { Rotation } from '../model/rotation.ts'
import { describeDeed, describeEventRotation } from './describe-rotation.ts'
import { loadRotationUnderWay, type RotationUnderWay } from './load-rotation-for.ts'
import { observeRotation } from './observe-rotation.ts'

type WithOldKey = Omit<RotationUnderWay, 'newKey'>

/**
 * Deletes the old key, as it is proven or as a person can see that nobody needs it. With `evenIfUsed`, whoever still does is cut
 * off. The old key is never touched before the new one was seen: whoever wants that revokes it.
 * Fails with `ROTATION_NOT_FOUND`, `FORBIDDEN`, `ROTATION_OVER`, `ROTATION_NOT_READY`, `NEW_KEY_UNUSED`.
 */
export function completeRotation(
  instance: Instance,
  caller: Caller,
  id: string,
  { evenIfUsed = false }: { readonly evenIfUsed?: boolean | undefined } = {},
): Promise<Rotation> {
  const attempt = { action: 'rotation.complete', on: 'key', reference: id } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const current = await change.currentCaller()
    const loaded = await loadRotationUnderWay(change.transaction, current, id)
    if (loaded.newKey.lastUsedAt === null) throw new KeysteadError('NEW_KEY_UNUSED')
    await completeIf(change, loaded, ({ isReady }) => isReady || evenIfUsed, { evenIfUsed, by: nameDoer(current) })
    return endedAs(loaded, 'completed', change.now)
  })
}

/** The same, by whoever has asked for it: when the evidence says so, as it is once the old key is on its way out. */
export async function completeIf(
  change: UncheckedChange,
  loaded: RotationUnderWay,
  isEnough: (evaluation: Awaited<ReturnType<typeof observeRotation>>) => boolean,
  { evenIfUsed = false, by = null }: { readonly evenIfUsed?: boolean; readonly by?: Deletion['by'] } = {},
): Promise<void> {
  const { transaction, now, note, emit } = change
  // First, since whoever writes down its uses waits from here on: what is read now is all that was written, and a use that
  // came in since the last look undoes the deletion.
  if (!(await removeKey(change, { key: loaded.oldKey, organizations: loaded.organizations }, by))) {
    throw new KeysteadError('ROTATION_OVER')
  }
  const evaluation = await observeRotation(transaction, loaded, now)
  if (!isEnough(evaluation)) throw new KeysteadError('ROTATION_NOT_READY')
  if (!(await transaction.endRotation(loaded.rotation.id, 'completed', now))) throw new KeysteadError('ROTATION_OVER')
  const deed = describeDeed(loaded)
  note({ ...deed, action: 'rotation.complete', details: { ...deed.details, evenIfUsed } })
  emit({
    type: 'rotation.completed',
    organizations: loaded.organizations,
    data: { rotation: describeEventRotation(loaded) },
  })
}

/**
 * Deletes the new key, and leaves the old one as it is. Where the new one is in use, only with `evenIfUsed`.
 * Fails with `ROTATION_NOT_FOUND`, `FORBIDDEN`, `ROTATION_OVER`, `NEW_KEY_IN_USE`.
 */
export function cancelRotation(
  instance: Instance,
  caller: Caller,
  id: string,
  { evenIfUsed = false }: { readonly evenIfUsed?: boolean | undefined } = {},
): Promise<Rotation> {
  const attempt = { action: 'rotation.cancel', on: 'key', reference: id } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, now, note } = change
    const current = await change.currentCaller()
    const loaded = await loadRotationUnderWay(transaction, current, id)
    const { newKey, organizations, rotation } = loaded
    if (newKey.lastUsedAt !== null && !evenIfUsed) throw new KeysteadError('NEW_KEY_IN_USE')
    if (!(await removeKey(change, { key: newKey, organizations }, nameDoer(current))))
      throw new KeysteadError('ROTATION_OVER')
    if (!(await transaction.endRotation(rotation.id, 'cancelled', now))) throw new KeysteadError('ROTATION_OVER')
    note({ ...describeDeed(loaded), action: 'rotation.cancel' })
    return endedAs(loaded, 'cancelled', now)
  })
}

/**
 * Deletes the old key at once, whoever uses it: its token has leaked.
 * Fails with `ROTATION_NOT_FOUND`, `FORBIDDEN`, `ROTATION_OVER`.
 */
export function revokeRotation(instance: Instance, caller: Caller, id: string): Promise<Rotation> {
  const attempt = { action: 'rotation.revoke', on: 'key', reference: id } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const current = await change.currentCaller()
    const loaded = await loadRotationUnderWay(change.transaction, current, id)
    await revokeOldKey(change, loaded, nameDoer(current))
    return endedAs(loaded, 'revoked', change.now)
  })
}

export async function revokeOldKey(
  change: UncheckedChange,
  loaded: WithOldKey,
  by: Deletion['by'] = null,
): Promise<void> {
  const { transaction, now, note } = change
  const { oldKey, organizations, rotation } = loaded
  if (!(await removeKey(change, { key: oldKey, organizations }, by))) throw new KeysteadError('ROTATION_OVER')
  if (!(await transaction.endRotation(rotation.id, 'revoked', now))) throw new KeysteadError('ROTATION_OVER')
  note({ ...describeDeed(loaded), action: 'rotation.revoke' })
}

const endedAs = ({ rotation }: WithOldKey, state: Rotation['state'], now: number): Rotation => ({
  ...rotation,
  state,
  endedAt: now,
})

import type { ListRotationsQuery, NewRotation, RotationChanges, RotationEnding } from '../api/api.ts'
import type { Caller, CallOptions, CreateOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** One key takes the place of another, and all see when the old one is needed no more. A rotation is named by its ID. */
export function rotationsOf({ call }: Caller) {
  const list = (query: ListRotationsQuery = {}, options?: CallOptions) => call('listRotations', { query }, options)
  return {
    /**
     * Issues a key in the place of another, with its name, owner, reach and lifetime. Both work until the rotation is over. The
     * answer is the only place that ever shows the new token.
     *
     * Fails with `KEY_NOT_FOUND`, `OWNER_NOT_ALLOWED`, `KEY_NOT_IN_USE`, `ROTATION_UNDER_WAY` among others.
     *
     * @example
     * const { rotation, token } = await client.rotations.open(oldKeyId, { completion: 'automatic' })
     */
    open: (keyId: string, rotation: NewRotation = {}, options?: CreateOptions) =>
      call('openRotation', { path: { id: keyId }, body: rotation }, options),
    /** Rotates every key of a service account; says of each whether it was rotated, and if not, why. */
    openForServiceAccount: (id: string, rotation: NewRotation = {}, options?: CreateOptions) =>
      call('rotateServiceAccount', { path: { id }, body: rotation }, options),
    /** One page, newest first: 50 unless `limit` says otherwise, 200 at most. */
    list,
    listAll: (query: Omit<ListRotationsQuery, 'cursor'> = {}, options?: CallOptions) =>
      eachItem(
        (cursor) => list({ ...query, cursor }, options),
        (page) => page.rotations,
      ),
    /** With who has moved. Fails with `ROTATION_NOT_FOUND`, as all that follow do. */
    get: (id: string, options?: CallOptions) => call('getRotation', { path: { id } }, options),
    /** Changes what is given, and leaves the rest. Fails with `ROTATION_OVER`, too, as all that follow do. */
    change: (id: string, changes: RotationChanges, options?: CallOptions) =>
      call('changeRotation', { path: { id }, body: changes }, options),
    /** Deletes the old key. Fails with `ROTATION_NOT_READY`, unless `evenIfUsed`, and with `NEW_KEY_UNUSED`. */
    complete: (id: string, ending: RotationEnding = {}, options?: CallOptions) =>
      call('completeRotation', { path: { id }, body: ending }, options),
    /** Deletes the new key, and leaves the old one. Fails with `NEW_KEY_IN_USE`, unless `evenIfUsed`. */
    cancel: (id: string, ending: RotationEnding = {}, options?: CallOptions) =>
      call('cancelRotation', { path: { id }, body: ending }, options),
    /** Deletes the old key at once, whoever uses it: its token has leaked. */
    revoke: (id: string, options?: CallOptions) => call('revokeRotation', { path: { id } }, options),
    /** Says of a consumer of the old key that it will not come back: nobody waits for it any more, unless it does. */
    markGone: (id: string, consumer: string, options?: CallOptions) =>
      call('markConsumerGone', { path: { id, consumer } }, options),
    unmarkGone: (id: string, consumer: string, options?: CallOptions) =>
      call('unmarkConsumerGone', { path: { id, consumer } }, options),
  }
}

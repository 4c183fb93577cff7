import { keyVisibility } from '../access/key-visibility.ts'
import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { RotationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { isUnderWay, type Rotation, type RotationState } from '../model/rotation.ts'
import { defaultPageSize, largestPageSize, type Page, parseArray } from '../pages/page-by-name.ts'
import type { RotationEvaluation } from './evaluate-rotation.ts'
import { type LoadedRotation, loadRotationFor } from './load-rotation-for.ts'
import { observeRotation } from './observe-rotation.ts'

export type RotationView = Pick<LoadedRotation, 'rotation' | 'oldKey' | 'newKey'> & {
  /** Null once it is over. */
  readonly evaluation: RotationEvaluation | null
}

/**
 * One rotation, with who has moved. From where a key is used is for those to see who manage it.
 * Fails with `ROTATION_NOT_FOUND`, `FORBIDDEN`.
 */
export async function getRotation(instance: Instance, caller: Principal, id: string): Promise<RotationView> {
  const { store, clock } = instance
  const { rotation, oldKey, newKey } = await loadRotationFor(store, caller, id, 'manage')
  const canBeObserved = isUnderWay(rotation) && oldKey !== null && newKey !== null
  const evaluation = canBeObserved ? await observeRotation(store, { rotation, oldKey, newKey }, clock.now()) : null
  return { rotation, oldKey, newKey, evaluation }
}

export type FindRotationsRequest = {
  /** Left out, all. */
  readonly state?: RotationState | undefined
  /** ID of its old key or its new one. */
  readonly key?: string | undefined
  /** ID of a user or service account. */
  readonly owner?: string | undefined
  readonly cursor?: string | undefined
  /** 1 to 200; 50 where left out. */
  readonly limit?: number | undefined
}

/** The rotations of keys that the caller may see, newest first. Fails with `INVALID_CURSOR`. */
export async function findRotations(
  { store }: Instance,
  caller: Principal,
  request: FindRotationsRequest,
): Promise<Page<Rotation>> {
  const limit = Math.min(request.limit ?? defaultPageSize, largestPageSize)
  const found = await store.listRotations({
    visibility: keyVisibility(caller),
    // One more than asked for tells whether there is a next page.
    limit: limit + 1,
    ...(request.state !== undefined && { states: [request.state] }),
    ...(request.key !== undefined && { keyId: request.key }),
    ...(request.owner !== undefined && { ownerId: request.owner }),
    ...(request.cursor !== undefined && { after: readCursor(request.cursor) }),
  })
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: found.length > limit && last !== undefined ? writeCursor(last) : null }
}

function writeCursor({ openedAt, id }: Rotation): string {
  return Buffer.from(JSON.stringify([openedAt, id])).toString('base64url')
}

function readCursor(cursor: string): { openedAt: number; id: RotationId } {
  const [openedAt, id] = parseArray(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!Number.isSafeInteger(openedAt) || typeof id !== 'string' || !/^rot_[0-9A-Za-z]+$/.test(id)) {
    throw new KeysteadError('INVALID_CURSOR')
  }
  return { openedAt: openedAt as number, id: id as RotationId }
}

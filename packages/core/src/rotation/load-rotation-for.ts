import type { KeyAccess } from '../access/evaluate-key-access.ts'
import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import { type LoadedKey, loadKeyFor } from '../keys/load-key-for.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { Rotation } from '../model/rotation.ts'
import type { StoreReader } from '../ports/store.ts'

export type LoadedRotation = {
  readonly rotation: Rotation
  /** Null for one that is deleted; never both. */
  readonly oldKey: ApiKey | null
  readonly newKey: ApiKey | null
  /** As of the key by which it is judged, the new one or what is left. Both reach the same. */
  readonly organizations: LoadedKey['organizations']
}

/**
 * The rotation, if the caller may do that much with its keys. Throws `ROTATION_NOT_FOUND` where they may not even see them,
 * exactly as for a rotation that does not exist, and `FORBIDDEN` where they may see but not manage them.
 */
export async function loadRotationFor(
  store: StoreReader,
  caller: Principal,
  id: string,
  needed: Exclude<KeyAccess, 'none'>,
): Promise<LoadedRotation> {
  const rotation = await store.findRotation(id)
  if (rotation === undefined) throw new KeysteadError('ROTATION_NOT_FOUND')
  const oldKey = (await store.findKey(rotation.oldKeyId)) ?? null
  const newKey = (await store.findKey(rotation.newKeyId)) ?? null
  const shown = newKey ?? oldKey
  if (shown === null) throw new KeysteadError('ROTATION_NOT_FOUND')
  try {
    const { organizations } = await loadKeyFor(store, caller, shown.id, needed)
    return { rotation, oldKey, newKey, organizations }
  } catch (error) {
    if (error instanceof KeysteadError && error.code === 'KEY_NOT_FOUND') throw new KeysteadError('ROTATION_NOT_FOUND')
    throw error
  }
}

/** The same of a rotation that is under way, with both of its keys. Fails with `ROTATION_OVER`, too. */
export async function loadRotationUnderWay(
  store: StoreReader,
  caller: Principal,
  id: string,
): Promise<RotationUnderWay> {
  const { oldKey, newKey, ...loaded } = await loadRotationFor(store, caller, id, 'manage')
  if (loaded.rotation.endedAt !== null || oldKey === null || newKey === null) throw new KeysteadError('ROTATION_OVER')
  return { ...loaded, oldKey, newKey }
}

export type RotationUnderWay = LoadedRotation & { readonly oldKey: ApiKey; readonly newKey: ApiKey }

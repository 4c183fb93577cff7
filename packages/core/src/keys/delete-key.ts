import type { Caller } from '../access/principal.ts'
import { nameDoer } from '../audit/describe.ts'
import { type Change, makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../model/api-key.ts'
import { loadKeyFor } from './load-key-for.ts'
import { presentKey } from './present-key.ts'
import { removeKey } from './remove-key.ts'

/**
 * Deletes a key, and answers it as it was: from the moment of the answer its token is refused. Of several who delete one
 * key at the same moment, one gets the answer and the others `KEY_NOT_FOUND`. For 30 days an admin can bring it back
 * (`undelete-key.ts`). Fails with `FORBIDDEN`, too.
 */
export async function deleteKey(instance: Instance, caller: Caller, id: string): Promise<ApiKey> {
  const attempt = { action: 'key.delete', on: 'key', reference: id } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const current = await change.currentCaller()
    const loaded = await loadKeyFor(change.transaction, current, id, 'manage')
    if (!(await removeKey(change, loaded, nameDoer(current)))) throw new KeysteadError('KEY_NOT_FOUND')
    await endRotationOf(change, loaded.key)
    return presentKey(current, loaded.key)
  })
}

/** Whoever deletes the old key themselves has taken it out of use, and whoever deletes the new one has changed their mind. */
async function endRotationOf({ transaction, now }: Change, { id, rotationId }: ApiKey): Promise<void> {
  const rotation = rotationId === null ? undefined : await transaction.findRotation(rotationId)
  if (rotation === undefined) return
  await transaction.endRotation(rotation.id, rotation.oldKeyId === id ? 'revoked' : 'cancelled', now)
}

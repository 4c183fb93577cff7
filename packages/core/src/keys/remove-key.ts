import { describeKey, teamOfKey } from '../audit/describe.ts'
import type { UncheckedChange } from '../change/make-change.ts'
import { describeEventKey } from '../events/describe-event-key.ts'
import type { Deletion } from '../model/api-key.ts'
import type { LoadedKey } from './load-key-for.ts'

/**
 * Deletes a key and tells of it; `by` is who wants it, or null where nobody does at this moment. False when somebody else has
 * deleted it meanwhile, and nothing is told.
 */
export async function removeKey(
  { transaction, now, note, emit }: UncheckedChange,
  { key, organizations }: Pick<LoadedKey, 'key' | 'organizations'>,
  by: Deletion['by'],
): Promise<boolean> {
  if (!(await transaction.deleteKey(key.id, { at: now, by }))) return false
  note({
    action: 'key.delete',
    organizations,
    team: teamOfKey(key),
    target: describeKey(key),
    details: { owner: key.owner.id },
  })
  emit({ type: 'key.deleted', organizations, data: { key: describeEventKey(key) } })
  return true
}

import type { Caller } from '../access/principal.ts'
import { type ErrorCode, KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { redactTokens } from '../token/parse-token.ts'
import { deleteKey } from './delete-key.ts'

export type KeyDeletion =
  | { readonly id: string; readonly deleted: true }
  | { readonly id: string; readonly deleted: false; readonly code: ErrorCode }

/**
 * Deletes several keys, each all or nothing and in a transaction of its own, so that one that cannot be deleted keeps
 * no other from it. Answers one result per distinct ID, in the order given.
 */
export async function deleteKeys(instance: Instance, caller: Caller, ids: readonly string[]): Promise<KeyDeletion[]> {
  const results: KeyDeletion[] = []
  for (const id of new Set(ids)) {
    try {
      await deleteKey(instance, caller, id)
      results.push({ id, deleted: true })
    } catch (error) {
      if (!(error instanceof KeysteadError) || error.kind === 'unavailable' || error.kind === 'internal') throw error
      // Whoever pasted a token here does not need to see it again, nor does whatever keeps the answer.
      results.push({ id: redactTokens(id), deleted: false, code: error.code })
    }
  }
  return results
}

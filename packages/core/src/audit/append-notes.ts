import type { Instance } from '../instance.ts'
import type { AuditNote } from '../model/audit-event.ts'
import type { StoreTransaction } from '../ports/store.ts'
import { type AuditAnchor, sealAuditNote, trailStart } from './audit-chain.ts'

/**
 * Writes notes at the end of the trail, in the transaction of what they speak of: no audit, no change. Called last, since
 * from here on every other writer waits for the end of this transaction.
 */
export async function appendNotes(
  instance: Instance,
  transaction: StoreTransaction,
  notes: readonly AuditNote[],
): Promise<void> {
  if (notes.length === 0) return
  let previous: AuditAnchor = (await transaction.lockAuditHead()) ?? trailStart
  for (const note of notes) {
    const event = sealAuditNote(note, previous, instance.peppers.current)
    await transaction.appendAuditEvent(event)
    previous = event
  }
}

import { KeysteadError } from '../errors.ts'
import type { StoreTransaction } from '../ports/store.ts'

/** Fails with `LAST_INSTANCE_ADMIN` where one who is about to go has none beside them, and keeps it so until they went. */
export async function requireAnotherInstanceAdmin(transaction: StoreTransaction): Promise<void> {
  await transaction.lockInstance()
  if ((await transaction.countInstanceAdmins()) <= 1) throw new KeysteadError('LAST_INSTANCE_ADMIN')
}

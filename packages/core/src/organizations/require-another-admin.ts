import { KeysteadError } from '../errors.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { StoreTransaction } from '../ports/store.ts'

/**
 * Fails with `LAST_ORGANIZATION_ADMIN` where an admin who is about to go has none beside them. The organization is locked
 * for change, or two who go at the same moment would each see the other.
 */
export async function requireAnotherAdmin(transaction: StoreTransaction, id: OrganizationId): Promise<void> {
  if ((await transaction.countOrganizationAdmins(id)) <= 1) throw new KeysteadError('LAST_ORGANIZATION_ADMIN')
}

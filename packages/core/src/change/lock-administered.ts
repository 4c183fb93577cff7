import type { Principal } from '../access/principal.ts'
import type { OrganizationReference } from '../model/account.ts'
import { resolveAdministered } from '../references/resolve-organization.ts'
import type { Change } from './make-change.ts'

export type Administered = { readonly organization: OrganizationReference; readonly caller: Principal }

/**
 * The organization that the caller refers to and administers, kept as it is until the change is made: of two admins who
 * take each other's role at the same moment, one finds that it is gone. Fails with `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`.
 */
export async function lockAdministered(
  { transaction, currentCaller }: Change,
  reference: string,
): Promise<Administered> {
  const { id } = await resolveAdministered(transaction, await currentCaller(), reference)
  await transaction.lockOrganizations([id], 'change')
  const caller = await currentCaller()
  return { organization: await resolveAdministered(transaction, caller, id), caller }
}

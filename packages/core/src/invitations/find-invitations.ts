import type { Principal } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import type { Invitation } from '../model/invitation.ts'
import { resolveAdministered } from '../references/resolve-organization.ts'

/** An organization that waits for more answers than this has other things to do than to read them all. */
const mostListed = 1_000

/**
 * The invitations to an organization that can still be taken, newest first. For its admins.
 * Fails with `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`.
 */
export async function findInvitations(
  { store, clock }: Instance,
  caller: Principal,
  reference: string,
): Promise<Invitation[]> {
  const { id } = await resolveAdministered(store, caller, reference)
  return store.listInvitations(id, clock.now(), mostListed)
}

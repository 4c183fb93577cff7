import { ownIdOf, type Principal } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import type { TeamMembership } from '../model/account.ts'
import { resolveUser } from '../references/resolve-user.ts'

/**
 * The teams of a user, by organization and name: one's own, as far as the credential reaches, or for admins of the
 * instance anyone's. Fails with `USER_NOT_FOUND`.
 */
export async function findUserTeams(
  { store }: Instance,
  caller: Principal,
  reference: string,
): Promise<readonly TeamMembership[]> {
  if (caller.kind === 'user' && reference === ownIdOf(caller)) return caller.teamMemberships
  const { id } = await resolveUser(store, caller, reference)
  return store.listTeamMemberships(id)
}

import type { Caller } from '../access/principal.ts'
import { idPrefixes, isServiceAccountId, type ServiceAccountId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { revokeInvitation } from '../invitations/revoke-invitation.ts'
import { findAdministeredTeam } from '../references/resolve-team.ts'
import { deleteServiceAccount } from '../service-accounts/delete-service-account.ts'
import { removeTeamMember } from './remove-team-member.ts'

/**
 * Takes out of a team what an ID means, as its roster lists it: a member, a service account of the team, which is deleted
 * with its keys, or an invitation, which is withdrawn. What belongs elsewhere is no member.
 * Fails as {@link removeTeamMember}, {@link deleteServiceAccount} and {@link revokeInvitation} do.
 */
export async function removeFromTeam(
  instance: Instance,
  caller: Caller,
  organization: string,
  team: string,
  id: string,
): Promise<void> {
  if (id.startsWith(idPrefixes.invitation)) {
    await revokeInvitation(instance, caller, organization, id)
  } else if (isServiceAccountId(id) && (await isServiceAccountOf(instance, caller, organization, team, id))) {
    await deleteServiceAccount(instance, caller, id)
  } else {
    await removeTeamMember(instance, caller, organization, team, id)
  }
}

/** Whoever does not administer the team hears of none, and is refused as for a member. */
async function isServiceAccountOf(
  { store }: Instance,
  caller: Caller,
  organization: string,
  reference: string,
  id: ServiceAccountId,
): Promise<boolean> {
  const team = await findAdministeredTeam(store, caller, organization, reference)
  return team !== undefined && (await store.findServiceAccount(id))?.team?.id === team.id
}

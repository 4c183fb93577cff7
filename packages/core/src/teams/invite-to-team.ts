import type { Caller } from '../access/principal.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { type CreatedInvitation, createInvitation } from '../invitations/create-invitation.ts'
import type { Member, TeamRole } from '../model/account.ts'
import { foldEmail } from '../names/email-and-username.ts'
import type { StoreReader } from '../ports/store.ts'
import { findAdministeredTeam } from '../references/resolve-team.ts'
import { addTeamMember } from './add-team-member.ts'

export type InviteToTeamRequest = {
  readonly role: TeamRole
} & (
  | {
      /** ID or name of a member of the organization. */
      readonly user: string
    }
  | { readonly email: string }
)

export type InvitedToTeam =
  | { readonly kind: 'member'; readonly member: Member<TeamRole> }
  | ({ readonly kind: 'invitation' } & CreatedInvitation)

/**
 * Takes a member of the organization into a team at once, and invites the owner of any other e-mail address to both. The
 * second is for admins of the organization. Either way a user of other organizations is the same as nobody at all.
 * Fails as {@link addTeamMember} and {@link createInvitation} do, each of which decides anew.
 */
export async function inviteToTeam(
  instance: Instance,
  caller: Caller,
  organization: string,
  team: string,
  request: InviteToTeamRequest,
): Promise<InvitedToTeam> {
  const { role } = request
  const add = async (user: string): Promise<InvitedToTeam> => {
    return { kind: 'member', member: await addTeamMember(instance, caller, organization, team, { user, role }) }
  }
  if ('user' in request) return add(request.user)

  const { email } = request
  const administered = await findAdministeredTeam(instance.store, caller, organization, team)
  // Refused by this, and told of no address whether it is a member's.
  if (administered === undefined) return add(email)
  const known = await findMemberByEmail(instance.store, administered.organizationId, email)
  if (known !== undefined) return add(known.user.id)
  const invitation = { email, team: administered.id, teamRole: role }
  return { kind: 'invitation', ...(await createInvitation(instance, caller, administered.organizationId, invitation)) }
}

async function findMemberByEmail(store: StoreReader, id: OrganizationId, email: string): Promise<Member | undefined> {
  const user = await store.findUserByEmail(foldEmail(email))
  return user && store.findMember(id, user.id)
}

import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Person } from '../model/account.ts'
import type { Invitation } from '../model/invitation.ts'
import { findGoodInvitation } from './find-good-invitation.ts'

export type InvitationPreview = Pick<Invitation, 'organization' | 'role' | 'team' | 'expiresAt'> & {
  /** Null when they are gone. */
  readonly invitedBy: Pick<Person, 'name' | 'username'> | null
}

/**
 * What an invitation opens, for whoever holds its token and has not decided yet. Says nothing of the address that was
 * invited: who was given a link by mistake learns no more than where it leads.
 * Fails with `INVITATION_NOT_FOUND`, alike for a token that is wrong, expired, withdrawn or used.
 */
export async function previewInvitation(instance: Instance, tokenText: string): Promise<InvitationPreview> {
  const invitation = await findGoodInvitation(instance, instance.store, tokenText, instance.clock.now())
  if (invitation === undefined) throw new KeysteadError('INVITATION_NOT_FOUND')
  const { organization, role, team, expiresAt } = invitation
  const inviter = await instance.store.findUser(invitation.invitedBy)
  const invitedBy = inviter === undefined ? null : { name: inviter.name, username: inviter.username }
  return { organization, role, team, invitedBy, expiresAt }
}

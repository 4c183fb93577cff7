import type { Caller } from '../access/principal.ts'
import { describeInvitation } from '../audit/describe.ts'
import { lockAdministered } from '../change/lock-administered.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { InvitationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { Invitation } from '../model/invitation.ts'

/**
 * Withdraws an invitation, and answers it as it was: from the moment of the answer it can no longer be taken.
 * Fails with `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`, `INVITATION_NOT_FOUND`.
 */
export async function revokeInvitation(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  id: string,
): Promise<Invitation> {
  const attempt = { action: 'invitation.revoke', on: 'invitation', reference: id } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, now, note } = change
    const { organization } = await lockAdministered(change, organizationReference)
    const invitation = await transaction.findInvitation(id as InvitationId)
    // Of another organization: for this one's admin there is none. Expired: it may be forgotten at any moment.
    const isOpenHere = invitation?.organization.id === organization.id && invitation.expiresAt > now
    if (invitation === undefined || !isOpenHere) {
      throw new KeysteadError('INVITATION_NOT_FOUND')
    }
    if (!(await transaction.deleteInvitation(invitation.id))) throw new KeysteadError('INVITATION_NOT_FOUND')
    const target = describeInvitation(invitation)
    note({ action: 'invitation.revoke', organizations: [organization], team: invitation.team?.team ?? null, target })
    return invitation
  })
}

import type { InvitationAcceptance, InvitationPreviewRequest, NewInvitation } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'

/** Letting people into organizations. */
export function invitationsOf({ call }: Caller) {
  return {
    /** Invites an e-mail address. Nothing is mailed: the token in the answer, shown nowhere else, is for you to hand over. */
    create: (organization: string, invitation: NewInvitation, options?: CallOptions) =>
      call('createInvitation', { path: { organization }, body: invitation }, options),
    /** Those that can still be accepted, newest first, all at once. */
    list: (organization: string, options?: CallOptions) => call('listInvitations', { path: { organization } }, options),
    /** Withdraws an invitation. Fails with `INVITATION_NOT_FOUND`. */
    revoke: (organization: string, id: string, options?: CallOptions) =>
      call('revokeInvitation', { path: { organization, id } }, options),
    /** What an invitation opens, for whoever holds its token. Fails with `INVITATION_NOT_FOUND`. */
    preview: (request: InvitationPreviewRequest, options?: CallOptions) =>
      call('previewInvitation', { body: request }, options),
    /**
     * Joins an organization: with credentials as their owner, without as somebody new, who gets a first key in the answer.
     * Fails with `INVITATION_NOT_FOUND`, `INVITATION_NEEDS_SIGN_IN`.
     */
    accept: (acceptance: InvitationAcceptance, options?: CallOptions) =>
      call('acceptInvitation', { body: acceptance }, options),
  }
}

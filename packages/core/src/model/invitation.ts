import type { InvitationId, UserId } from '../identifiers.ts'
import type { OrganizationReference, OrganizationRole, TeamReference, TeamRole } from './account.ts'
import type { StoredDigest } from './api-key.ts'

/** An offer to an e-mail address to join an organization, and perhaps a team of it. It is gone once it is taken. */
export type Invitation = {
  readonly id: InvitationId
  readonly email: string
  readonly organization: OrganizationReference
  readonly role: OrganizationRole
  readonly team: { readonly team: TeamReference; readonly role: TeamRole } | null
  readonly invitedBy: UserId
  readonly createdAt: number
  readonly expiresAt: number
}

/** With what is stored of its secret, which only the answer that made it has shown. */
export type StoredInvitation = Invitation & StoredDigest

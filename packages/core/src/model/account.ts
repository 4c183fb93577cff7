import type { AccountId, OrganizationId, ServiceAccountId, TeamId, UserId } from '../identifiers.ts'

/** A person. `username` is the handle W&B's clients show and use as the personal entity; unique, like the e-mail. */
export type User = {
  readonly id: UserId
  readonly username: string
  readonly email: string
  readonly name: string
  readonly instanceAdmin: boolean
  /** Milliseconds since the epoch, as every time in `core`. */
  readonly createdAt: number
  /** When they first got a credential; null for who was made by an admin and has accepted no invitation yet. */
  readonly activatedAt: number | null
}

export type Organization = { readonly id: OrganizationId; readonly name: string; readonly createdAt: number }
/** As much of an organization as answers about other things show. */
export type OrganizationReference = Pick<Organization, 'id' | 'name'>

/** `viewer` and `billing_admin` may do what a member may; what sets them apart lies outside of keys (design §5). */
export const organizationRoles = ['admin', 'member', 'viewer', 'billing_admin'] as const
export type OrganizationRole = (typeof organizationRoles)[number]

/** A user's place in one organization. */
export type Membership = { readonly organization: OrganizationReference; readonly role: OrganizationRole }

/** A team belongs to one organization, and so do all of its members. */
export type Team = {
  readonly id: TeamId
  readonly name: string
  readonly organizationId: OrganizationId
  readonly createdAt: number
}
export type TeamReference = Pick<Team, 'id' | 'name' | 'organizationId'>

export const teamRoles = ['admin', 'member', 'viewer'] as const
export type TeamRole = (typeof teamRoles)[number]

/** A user's place in one team. */
export type TeamMembership = { readonly team: TeamReference; readonly role: TeamRole }

/** A non-human identity, of one organization or of one of its teams. It outlives whoever made it. */
export type ServiceAccount = {
  readonly id: ServiceAccountId
  readonly name: string
  readonly organization: OrganizationReference
  /** The one team that it belongs to; null for one of the organization, which reaches all of its teams. */
  readonly team: TeamReference | null
  /** Where its clients put what names no team; its own team, if it has one. */
  readonly defaultTeam: TeamReference
  /** Whether it may ask if tokens are good: for its organization, or for its team. */
  readonly verifier: boolean
  readonly createdAt: number
}

/** A person as lists of members show them. */
export type Person = Pick<User, 'id' | 'username' | 'email' | 'name'>

export type Member<Role extends OrganizationRole | TeamRole = OrganizationRole> = {
  readonly user: Person
  readonly role: Role
}

/** Whoever owns keys, with all that decides how far they reach. */
export type Account =
  | {
      readonly kind: 'user'
      readonly user: User
      readonly memberships: readonly Membership[]
      readonly teamMemberships: readonly TeamMembership[]
    }
  | { readonly kind: 'service_account'; readonly serviceAccount: ServiceAccount }

export const accountId = (account: Account): AccountId =>
  account.kind === 'user' ? account.user.id : account.serviceAccount.id

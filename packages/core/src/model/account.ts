import type { OrganizationId, UserId } from '../identifiers.ts'

/** A person. `username` is the handle W&B's clients show and use as the personal entity; unique, like the e-mail. */
export type User = {
  readonly id: UserId
  readonly username: string
  readonly email: string
  readonly name: string
  readonly instanceAdmin: boolean
  /** Milliseconds since the epoch, as every time in `core`. */
  readonly createdAt: number
}

export type Organization = { readonly id: OrganizationId; readonly name: string; readonly createdAt: number }

export type OrganizationRole = 'admin' | 'member'

/** A user's place in one organization, with as much of the organization as answers show. */
export type Membership = {
  readonly organization: Pick<Organization, 'id' | 'name'>
  readonly role: OrganizationRole
}

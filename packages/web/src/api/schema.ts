/**
 * What the server answers, by hand for as long as its OpenAPI document grows. `npm run generate -w packages/web` against
 * a running server overwrites this file; the names are those of the document's schemas.
 */
export type OrganizationRole = 'admin' | 'member' | 'viewer' | 'billing_admin'
export type TeamRole = 'admin' | 'member' | 'viewer'
export type KeyType = 'personal' | 'organization' | 'team_service_account' | 'organization_service_account'
export type KeyState = 'active' | 'blocked' | 'expired'
export type Reference = { id: string; name: string }

export type UserPrincipal = { type: 'user'; id: string; username: string; email: string; name: string }
export type Principal = UserPrincipal | { type: 'service_account'; id: string; name: string }

export type OrganizationMembership = { id: string; name: string; role: OrganizationRole | null }
export type TeamMembership = { id: string; name: string; organizationId: string; role: TeamRole | null }

export type KeyOwner = UserPrincipal | { type: 'service_account'; id: string; name: string; team: Reference | null }

export type Key = {
  id: string
  name: string
  type: KeyType
  owner: KeyOwner
  organization: Reference | null
  blockedBy: Reference[]
  format: 'v1' | 'legacy'
  state: KeyState
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
}

export type Me = {
  principal: Principal
  organizations: OrganizationMembership[]
  teams: TeamMembership[]
  key: Key | null
  session: { id: string } | null
  instanceAdmin: boolean
}

/** As admins of the server see somebody. `activatedAt` is null for who has no credentials yet. */
export type User = Person & { instanceAdmin: boolean; createdAt: string; activatedAt: string | null }

export type Session = {
  id: string
  createdAt: string
  lastSeenAt: string
  ip: string | null
  userAgent: string | null
  current: boolean
}

export type Organization = { id: string; name: string; createdAt: string }
export type Team = { id: string; name: string; organizationId: string; createdAt: string }
export type Person = { id: string; username: string; email: string; name: string }
export type Member = { user: Person; role: OrganizationRole }
export type TeamMember = { user: Person; role: TeamRole }

export type ServiceAccount = {
  id: string
  name: string
  organization: Reference
  team: Reference | null
  defaultTeam: Reference
  verifier: boolean
  createdAt: string
}

export type KeySort = 'createdAt' | 'name' | 'owner' | 'lastUsedAt' | 'expiresAt'
export type SortDirection = 'asc' | 'desc'

export type Invitation = {
  id: string
  email: string
  role: OrganizationRole
  team: { id: string; name: string; role: TeamRole } | null
  createdAt: string
  expiresAt: string
}

/** What an invitation opens, for whoever holds its link. */
export type InvitationPreview = {
  organization: Reference
  role: OrganizationRole
  team: { id: string; name: string; role: TeamRole } | null
  invitedBy: { name: string } | null
  expiresAt: string
}

export type Policies = {
  disableKeyCreation: boolean
  disableViewerKeyCreation: boolean
  enforceOrganizationKeys: boolean
  disableTeamServiceAccountCreation: boolean
  maximumKeyLifetimeSeconds: number | null
}

export type AuditEvent = {
  number: number
  at: string
  action: string
  outcome: 'done' | 'refused'
  code: string | null
  actor: {
    type: 'user' | 'service_account' | 'operator' | 'anonymous'
    id: string | null
    name: string | null
    email: string | null
    keyId: string | null
  }
  ip: string | null
  requestId: string | null
  organization: Reference | null
  team: Reference | null
  target: { type: string; id: string | null; name: string | null; email: string | null }
  details: Record<string, string | number | boolean | null>
}

export type Problem = {
  type: string
  title: string
  status: number
  code: string
  requestId: string
  errors?: { path: string; message: string }[]
}

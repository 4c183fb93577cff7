import {
  findTeamRoster,
  findTeams,
  findUserTeams,
  getOrganization,
  type Invitation,
  largestPageSize,
  type Member,
  type OrganizationReference,
  ownIdOf,
  type Principal,
  reachedOrganizations,
  type ServiceAccount,
  type TeamReference,
  type TeamRole,
  type User,
} from '@keystead/core'
import { type GraphqlContext, writeTime } from './context.ts'
import { listKeysOf } from './keys.ts'
import { toNodeId } from './node-id.ts'

// W&B's words for ours: users and service accounts are `User`s; teams, personal spaces and organizations have an `Entity`.
// What a document may ask for beyond the thing itself is a function, read only if it does.

/** What W&B keeps or sells for an entity, and Keystead does not. */
const beyondKeys = {
  photoUrl: null,
  readOnlyAdmin: false,
  privateOnly: false,
  storageBytes: 0,
  codeSavingEnabled: false,
  defaultAccess: 'PRIVATE',
  isPaid: null,
  limits: null,
}

export type UserNode = ReturnType<typeof toUserNode>

export function toUserNode(user: User) {
  return {
    __typename: 'User',
    id: toNodeId('User', user.id),
    name: user.name,
    username: user.username,
    email: user.email,
    admin: user.instanceAdmin,
    accountType: 'USER',
    entity: user.username,
    defaultEntity: () => toPersonalEntity(user),
    // Clients below 0.26.1 parse it as JSON and fail on null.
    flags: '{}',
    createdAt: writeTime(user.createdAt),
    deletedAt: null,
    organizations: (_arguments: unknown, { principal }: GraphqlContext) =>
      ownIdOf(principal) === user.id ? reachedOrganizations(principal).map(toOrganizationNode) : null,
    teams: (_arguments: unknown, { instance, principal, readOnce }: GraphqlContext) =>
      readOnce(`teams of ${user.id}`, async () => {
        const memberships = await findUserTeams(instance, principal, user.id)
        return toConnection([toPersonalEntity(user), ...memberships.map(({ team }) => toTeamNode(team))])
      }),
    apiKeys: listKeysOf(user.id),
  }
}

export function toServiceAccountNode({ id, name, organization, team, defaultTeam, createdAt }: ServiceAccount) {
  return {
    __typename: 'User',
    id: toNodeId('User', id),
    name,
    // Not null: clients print it as who is logged in, and leak scanners take a key without one for dead.
    username: name,
    email: null,
    admin: false,
    accountType: 'SERVICE',
    entity: defaultTeam.name,
    defaultEntity: () => toTeamNode(defaultTeam),
    flags: '{}',
    createdAt: writeTime(createdAt),
    deletedAt: null,
    organizations: () => [toOrganizationNode(organization)],
    teams: async (_arguments: unknown, { instance, principal, readOnce }: GraphqlContext) => {
      if (team !== null) return toConnection([toTeamNode(team)])
      return readOnce(`teams of ${organization.id}`, async () => {
        const { items } = await findTeams(instance, principal, organization.id, { limit: largestPageSize })
        const others = items.filter((item) => item.id !== defaultTeam.id)
        return toConnection([defaultTeam, ...others].map(toTeamNode))
      })
    },
    apiKeys: listKeysOf(id),
  }
}

/** Every user has an entity of their own, of the same name, where clients put what names no team. */
export function toPersonalEntity(user: User) {
  return {
    __typename: 'Entity',
    ...beyondKeys,
    id: toNodeId('Entity', user.id),
    name: user.username,
    available: true,
    isTeam: false,
    entityType: 'user',
    readOnly: false,
    organization: null,
    user: (): UserNode => toUserNode(user),
    members: () => [toPersonMember({ user, role: 'admin' })],
  }
}

export function toTeamNode({ id, name, organizationId }: TeamReference) {
  return {
    __typename: 'Entity',
    ...beyondKeys,
    id: toNodeId('Entity', id),
    name,
    available: true,
    isTeam: true,
    entityType: 'team',
    readOnly: (_arguments: unknown, { principal }: GraphqlContext) => roleIn(principal, id) === 'viewer',
    organization: (_arguments: unknown, { instance, principal, readOnce }: GraphqlContext) =>
      readOnce(`organization ${organizationId}`, async () =>
        toOrganizationNode(await getOrganization(instance, principal, organizationId)),
      ),
    user: null,
    members: (_arguments: unknown, { instance, principal, readOnce }: GraphqlContext) =>
      readOnce(`members of ${id}`, async () => {
        const { people, invited, serviceAccounts } = await findTeamRoster(instance, principal, organizationId, id)
        // The newest service account last: clients take the last member for the one that they have just made.
        return [
          ...people.map(toPersonMember),
          ...invited.map(toInvitedMember),
          ...serviceAccounts.map(toServiceAccountMember),
        ]
      }),
  }
}

export function toOrganizationNode({ id, name }: OrganizationReference) {
  return {
    __typename: 'Organization',
    id: toNodeId('Organization', id),
    name,
    orgEntity: {
      __typename: 'Entity',
      ...beyondKeys,
      id: toNodeId('Entity', id),
      name,
      available: true,
      isTeam: false,
      entityType: 'organization',
      readOnly: true,
      organization: () => toOrganizationNode({ id, name }),
      user: null,
      members: [],
    },
  }
}

function toPersonMember({ user, role }: Member<TeamRole>) {
  return {
    id: toNodeId('User', user.id),
    name: user.name,
    username: user.username,
    email: user.email,
    ...standing(role),
    pending: false,
    accountType: 'USER',
  }
}

function toInvitedMember({ id, email, team }: Invitation) {
  return {
    id: toNodeId('Invite', id),
    name: email,
    username: null,
    email,
    ...standing(team?.role ?? 'member'),
    pending: true,
    accountType: 'USER',
  }
}

function toServiceAccountMember({ id, name }: ServiceAccount) {
  return {
    id: toNodeId('User', id),
    name,
    username: name,
    email: null,
    ...standing('member'),
    pending: false,
    accountType: 'SERVICE',
  }
}

const standing = (role: TeamRole) => ({ admin: role === 'admin', role, photoUrl: null, apiKey: null })

const roleIn = (principal: Principal, teamId: string) =>
  principal.kind === 'user' ? principal.teamMemberships.find(({ team }) => team.id === teamId)?.role : undefined

const toConnection = <Node>(nodes: readonly Node[]) => ({ edges: nodes.map((node) => ({ node })) })

/**
 * The part of W&B's public GraphQL schema that its clients need to log in and to manage keys, teams, users and service
 * accounts; nothing more. Names and nullability are W&B's own: clients parse strictly, and older ones ask by
 * introspection which fields there are.
 */
export const typeDefinitions = /* GraphQL */ `
  scalar DateTime
  scalar Int64
  scalar JSON
  "A JSON document as text."
  scalar JSONString

  type Query {
    "The principal behind the credentials."
    viewer: User
    "All users, or those in whose user name, e-mail or name this is found. For admins of the instance."
    users(query: String, first: Int, after: String): UserConnection
    """
    The caller's personal entity, or a team that they see. A team is named alone or, where several organizations have one
    of that name, as organization/team; alone, the first organization by name is meant.
    """
    entity(name: String): Entity
    "An organization that the caller reaches."
    organization(name: String, id: ID): Organization
    serverInfo: ServerInfo!
  }

  type Mutation {
    "Makes a key for the caller. The payload's name is the secret, this once."
    generateApiKey(input: GenerateApiKeyInput!): GenerateApiKeyPayload
    deleteApiKey(input: DeleteApiKeyInput!): DeleteApiKeyPayload
    "Makes a user, who has no credentials until they accept an invitation. For admins of the instance."
    createUser(input: CreateUserInput!): CreateUserPayload
    createTeam(input: CreateTeamInput!): CreateTeamPayload
    "Takes a member of the organization into the team at once; invites the owner of any other e-mail address."
    createInvite(input: CreateInviteInput!): CreateInvitePayload
    "Removes a member from the team, deletes a service account of it with its keys, or withdraws an invitation."
    deleteInvite(input: DeleteInviteInput!): DeleteInvitePayload
    "Makes a service account of the team. It has no key yet."
    createServiceAccount(input: CreateServiceAccountInput!): CreateServiceAccountPayload
  }

  interface Node {
    id: ID!
  }

  "A person or a service account."
  type User implements Node {
    id: ID!
    name: String!
    "For a service account, its name."
    username: String
    email: String
    "Whether they administer the instance."
    admin: Boolean
    "USER or SERVICE."
    accountType: String
    "Name of the personal entity; for a service account, of its default team."
    entity: String
    defaultEntity: Entity
    flags: JSONString
    createdAt: DateTime
    deletedAt: DateTime
    "The caller's own, within the reach of their credentials; null for others."
    organizations: [Organization!]
    "The personal entity and the teams."
    teams: EntityConnection
    "The newest keys, as many as the caller may see and one page holds."
    apiKeys: ApiKeyConnection
  }

  type UserConnection {
    edges: [UserEdge!]!
    pageInfo: PageInfo!
  }

  type UserEdge {
    node: User
  }

  type PageInfo {
    hasNextPage: Boolean!
    endCursor: String
  }

  "A team, or the personal space of a user, or what stands for an organization."
  type Entity implements Node {
    id: ID!
    name: String!
    isTeam: Boolean!
    "team, user or organization."
    entityType: String
    available: Boolean
    "Whether the caller is a viewer of the team."
    readOnly: Boolean
    readOnlyAdmin: Boolean!
    privateOnly: Boolean!
    storageBytes: Int64!
    codeSavingEnabled: Boolean!
    defaultAccess: String!
    isPaid: Boolean
    limits: JSONString
    photoUrl: String
    "The organization of a team."
    organization: Organization
    "Whose personal entity it is."
    user: User
    """
    People by user name, then those who are invited, then the service accounts of the team with the newest last: W&B's
    clients take the last member for the service account that they have just made. As far as the caller may see them.
    """
    members: [Member!]!
  }

  type Member {
    "The node ID of the user or of the invitation: what deleteInvite takes."
    id: String
    name: String!
    username: String
    email: String
    "Whether they administer the team."
    admin: Boolean
    "admin, member or viewer."
    role: String
    "Whether they are invited and have not accepted yet."
    pending: Boolean
    photoUrl: String
    accountType: String
    "Always null: nobody sees a key again."
    apiKey: String
  }

  type Organization implements Node {
    id: ID!
    name: String!
    orgEntity: Entity
  }

  type EntityConnection {
    edges: [EntityEdge!]!
  }

  type EntityEdge {
    node: Entity
  }

  type ApiKey implements Node {
    id: ID!
    "The key ID; in the answer that makes the key, the secret."
    name: String!
    "The name that people gave the key."
    description: String
    createdAt: DateTime
    lastUsedAt: DateTime
  }

  type ApiKeyConnection {
    edges: [ApiKeyEdge!]!
  }

  type ApiKeyEdge {
    node: ApiKey
  }

  type ServerInfo {
    cliVersionInfo: JSON!
    latestLocalVersionInfo: LocalVersionInfo
    features: [ServerFeature!]!
    frontendHost: String!
  }

  type LocalVersionInfo {
    outOfDate: Boolean!
    latestVersionString: String!
    versionOnThisInstanceString: String!
  }

  type ServerFeature {
    name: String!
    isEnabled: Boolean!
  }

  input GenerateApiKeyInput {
    description: String
    clientMutationId: String
  }

  type GenerateApiKeyPayload {
    apiKey: ApiKey
    clientMutationId: String
  }

  input DeleteApiKeyInput {
    "The node ID, or the key ID."
    id: String!
    clientMutationId: String
  }

  type DeleteApiKeyPayload {
    success: Boolean
    clientMutationId: String
  }

  input CreateUserInput {
    email: String!
    "Makes them an admin of the instance."
    admin: Boolean
    clientMutationId: String
  }

  type CreateUserPayload {
    user: User
    clientMutationId: String
  }

  input CreateTeamInput {
    "Or organization/team, for who administers several organizations."
    teamName: String!
    "A member of the organization; left out, the caller."
    teamAdminUserName: String
    "Node ID, ID or name; left out, the only organization that the caller administers."
    organizationId: ID
    clientMutationId: String
  }

  type CreateTeamPayload {
    entity: Entity
    clientMutationId: String
  }

  input CreateInviteInput {
    entityName: String!
    "Exactly one of e-mail and user name."
    email: String
    username: String
    "Whether they shall administer the team."
    admin: Boolean
    clientMutationId: String
  }

  type CreateInvitePayload {
    invite: Invite
    success: Boolean
    clientMutationId: String
  }

  type Invite {
    id: ID!
    name: String!
    email: String
    createdAt: DateTime
    "Who was taken into the team at once; null for an invitation, whoever has the address."
    toUser: User
    "By which an invitation is accepted, for the inviter to hand over. Shown this once; not a field of W&B's."
    token: String
  }

  input DeleteInviteInput {
    id: String
    entityName: String
    clientMutationId: String
  }

  type DeleteInvitePayload {
    success: Boolean
    clientMutationId: String
  }

  input CreateServiceAccountInput {
    entityName: String!
    "Its name."
    description: String!
    clientMutationId: String
  }

  type CreateServiceAccountPayload {
    user: User
    clientMutationId: String
  }
`

/**
 * The part of W&B's public GraphQL schema that its clients need to log in and to manage keys; nothing more. Names and
 * nullability are W&B's own: clients parse strictly, and older ones ask by introspection which fields there are.
 */
export const typeDefinitions = /* GraphQL */ `
  scalar DateTime
  scalar JSON
  "A JSON document as text."
  scalar JSONString

  type Query {
    "The principal behind the credentials."
    viewer: User
    serverInfo: ServerInfo!
  }

  type Mutation {
    "Makes a key for the caller. The payload's name is the secret, this once."
    generateApiKey(input: GenerateApiKeyInput!): GenerateApiKeyPayload
    deleteApiKey(input: DeleteApiKeyInput!): DeleteApiKeyPayload
  }

  interface Node {
    id: ID!
  }

  type User implements Node {
    id: ID!
    name: String!
    username: String
    email: String
    admin: Boolean
    accountType: String
    "The user's personal entity."
    entity: String
    defaultEntity: Entity
    flags: JSONString
    createdAt: DateTime!
    deletedAt: DateTime
    teams: EntityConnection
    apiKeys: ApiKeyConnection
  }

  type Entity implements Node {
    id: ID!
    name: String!
    isTeam: Boolean!
    available: Boolean
    readOnly: Boolean
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
`

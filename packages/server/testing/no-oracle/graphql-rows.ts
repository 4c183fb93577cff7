import type { NoReference, Reference, Row } from './row.ts'
import type { Kind } from './thing.ts'

const onDemand = (...asks: [Kind, ...Kind[]]): Reference => ({ asks })
const always = (...asks: [Kind, ...Kind[]]): Reference => ({ asks, always: true })

/** Each thing by its bare ID or name, and by the node ID that W&B's clients have for it. */
const byNode = (reference: Reference, ...types: readonly string[]): Reference => ({
  ...reference,
  forms: [(text) => text, ...types.map((type) => (text: string) => Buffer.from(`${type}:${text}`).toString('base64'))],
})

const clientMutationId: NoReference = { why: 'comes back as it is', value: 'mine' }
const choice: NoReference = { why: 'one of some words or numbers that all know' }
const position: NoReference = { why: 'a place in the caller’s own list, whether or not anything is there' }
const entityName = always('entityName')

// All that there is to see of each type: what is not selected cannot tell.
const organization = 'id name orgEntity { id name readOnly }'
const plainUser = 'id name username email admin accountType entity createdAt deletedAt flags'
const team = `id name isTeam entityType available readOnly organization { ${organization} }
  members { id name username email admin role pending accountType }`
const user = `${plainUser} organizations { ${organization} } teams { edges { node { ${team} } } }
  apiKeys { edges { node { id name description createdAt lastUsedAt } } }`

const mutation = (name: string, payload: string) => {
  const input = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  return `mutation M($input: ${input}!) { ${name}(input: $input) { ${payload} clientMutationId } }`
}

/** One row for each field of Query and Mutation, and for every other field that takes arguments. */
export const graphqlRows: Readonly<Record<string, Row>> = {
  'Query.viewer': {
    parts: {},
    why: 'speaks of nothing but the credentials themselves',
    document: `{ viewer { ${user} } }`,
  },
  'Query.serverInfo': {
    parts: {},
    why: 'is the same for everybody',
    document: '{ serverInfo { cliVersionInfo features { name } frontendHost } }',
  },
  'Query.users': {
    parts: { query: onDemand('userWord'), first: choice, after: position },
    document: `query Q($query: String, $first: Int, $after: String) {
      users(query: $query, first: $first, after: $after) { edges { node { ${user} } } pageInfo { hasNextPage endCursor } }
    }`,
  },
  'Query.entity': {
    parts: { name: onDemand('entityName') },
    document: `query Q($name: String) { entity(name: $name) { ${team} user { ${plainUser} } } }`,
  },
  'Query.organization': {
    parts: { name: onDemand('organization'), id: byNode(onDemand('organization'), 'Organization') },
    document: `query Q($name: String, $id: ID) { organization(name: $name, id: $id) { ${organization} } }`,
  },
  'Mutation.generateApiKey': {
    parts: {
      'input.description': { why: 'a name that need not be unique anywhere' },
      'input.clientMutationId': clientMutationId,
    },
    why: 'makes a key for nobody but the caller',
    document: mutation('generateApiKey', 'apiKey { id name description }'),
  },
  'Mutation.deleteApiKey': {
    parts: { 'input.id': byNode(always('key'), 'ApiKey'), 'input.clientMutationId': clientMutationId },
    document: mutation('deleteApiKey', 'success'),
  },
  'Mutation.createUser': {
    makes: true,
    parts: { 'input.email': always('email'), 'input.admin': choice, 'input.clientMutationId': clientMutationId },
    document: mutation('createUser', `user { ${user} }`),
  },
  'Mutation.createTeam': {
    makes: true,
    parts: {
      'input.teamName': always('teamName', 'entityName'),
      'input.teamAdminUserName': onDemand('member'),
      'input.organizationId': byNode(always('organization'), 'Organization'),
      'input.clientMutationId': clientMutationId,
    },
    document: mutation('createTeam', `entity { ${team} }`),
  },
  'Mutation.createInvite': {
    makes: true,
    parts: {
      'input.entityName': entityName,
      'input.email': always('email'),
      'input.username': { asks: ['member'], insteadOf: 'input.email' },
      'input.admin': choice,
      'input.clientMutationId': clientMutationId,
    },
    document: mutation(
      'createInvite',
      `success invite { id name email createdAt token toUser { id name username email accountType } }`,
    ),
  },
  'Mutation.deleteInvite': {
    parts: {
      'input.id': byNode(always('member', 'serviceAccount', 'invitation'), 'User', 'Invite'),
      'input.entityName': entityName,
      'input.clientMutationId': clientMutationId,
    },
    document: mutation('deleteInvite', 'success'),
  },
  'Mutation.createServiceAccount': {
    makes: true,
    parts: {
      'input.entityName': entityName,
      'input.description': { why: 'a name that need not be unique anywhere', value: 'new name' },
      'input.clientMutationId': clientMutationId,
    },
    document: mutation('createServiceAccount', `user { ${user} }`),
  },
}

// Every place of a GraphQL request into which somebody could put a token.

const mutation = 'mutation M($input: DeleteApiKeyInput!) { deleteApiKey(input: $input) { success } }'

type Input = readonly [mutation: string, input: object]

const mutate = (name: string, input: object) => ({
  query: `mutation M($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) {
    ${name}(input: $input) { clientMutationId }
  }`,
  variables: { input },
})

const inputs = (text: string): readonly Input[] => [
  ['createUser', { email: text }],
  ['createTeam', { teamName: 'x', organizationId: text }],
  ['createTeam', { teamName: 'x', teamAdminUserName: text, organizationId: 'acme' }],
  ['createInvite', { entityName: text, email: 'a@example.com' }],
  ['createInvite', { entityName: 'fleet', email: text }],
  ['createInvite', { entityName: 'fleet', username: text }],
  ['deleteInvite', { entityName: text, id: 'x' }],
  ['deleteInvite', { entityName: 'fleet', id: text }],
  ['createServiceAccount', { entityName: text, description: 'x' }],
]

/** The text as a variable, where a document may not hold it. */
const accountDocuments = (text: string) => [
  { query: 'query Q($t: String) { users(query: $t) { edges { node { id } } } }', variables: { t: text } },
  { query: 'query Q($t: String) { users(after: $t) { edges { node { id } } } }', variables: { t: text } },
  { query: 'query Q($t: String) { entity(name: $t) { id members { id } } }', variables: { t: text } },
  { query: 'query Q($t: String, $i: ID) { organization(name: $t, id: $i) { id } }', variables: { t: text } },
  { query: 'query Q($t: String, $i: ID) { organization(name: $t, id: $i) { id } }', variables: { i: text } },
  ...inputs(text).map(([name, input]) => mutate(name, input)),
]

const namingInputs = (text: string): readonly Input[] => [
  ['createTeam', { teamName: text, organizationId: 'acme' }],
  ['createTeam', { teamName: `acme/${text}` }],
  ['createServiceAccount', { entityName: 'fleet', description: text }],
  ['createUser', { email: `${text}@example.com` }],
  ['createInvite', { entityName: 'fleet', email: `${text}@example.com` }],
]

/** Documents and variables that would make the text the name of something. */
export const namingDocuments = (text: string) => [
  ...namingInputs(text).map(([name, input]) => mutate(name, input)),
  { query: `{ ${text}: viewer { ${text}: id } }` },
  { query: `mutation { generateApiKey(input: {description: "${text}"}) { apiKey { id } } }` },
  {
    query: 'mutation M($text: String) { generateApiKey(input: {description: $text}) { apiKey { id } } }',
    variables: { text },
  },
]

export const documents = (text: string) => [
  { query: text },
  { query: `{ ${text} }` },
  { query: `{ viewer { ${text} } }` },
  { query: `{ viewer { id(${text}: "${text}") } }` },
  { query: `query ${text} { viewer { id } }`, operationName: text },
  { query: '{ viewer { id } }', operationName: text },
  { query: `{ viewer { ...${text} } }` },
  { query: `{ viewer { id @${text} } }` },
  { query: `query($${text}: String) { viewer { id } }` },
  { query: `# ${text}\n{ viewer { id } }` },
  { query: `{ __type(name: "${text}") { name } }` },
  { query: `mutation { generateApiKey(input: {description: 1, clientMutationId: "${text}"}) { apiKey { id } } }` },
  { query: `mutation { deleteApiKey(input: {id: "${text}"}) { success } }` },
  { query: `mutation { deleteApiKey(input: "${text}") { success } }` },
  { query: mutation, variables: { input: text } },
  { query: mutation, variables: { input: { id: text } } },
  { query: mutation, variables: { input: { id: { [text]: text } } } },
  { query: mutation, variables: { input: { id: 'x', [text]: text } } },
  { query: mutation, variables: text },
  { query: 5, [text]: text },
  ...accountDocuments(text),
]

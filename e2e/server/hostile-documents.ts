import { graphql, graphqlBody, type HostileRow } from './hostile-row.ts'

const times = (count: number, make: (place: number) => string) =>
  Array.from({ length: count }, (_, place) => make(place)).join(' ')

const tooComplex = { status: 400, shape: 'graphql', code: 'QUERY_TOO_COMPLEX' } as const
/** What graphql-js itself says: at 200 of a document that does not fit the schema, at 400 of what is no document. */
const unfit = { status: 200, shape: 'graphql' } as const
const noDocument = { status: 400, shape: 'graphql' } as const
const invalid = { status: 400, shape: 'graphql', code: 'INVALID_REQUEST' } as const
const answered = { status: 200, shape: 'json' } as const

/** Each fragment spreads the next one twice: 2^40 fields, were they counted one by one. */
const doubling = `${times(40, (place) => `fragment f${place} on User { ...f${place + 1} ...f${place + 1} }`)} fragment f40 on User { id }`
const cycle = 'fragment A on User { ...B } fragment B on User { ...A }'

const documents: readonly HostileRow[] = [
  { name: 'operationName ""', request: graphql('{ viewer { id } }', { operationName: '' }), ...answered },
  {
    name: 'an operationName of 100 kilobytes',
    request: graphql('{ viewer { id } }', { operationName: 'x'.repeat(100_000) }),
    ...unfit,
  },
  { name: 'selections 600 deep', request: graphql(`${'{ a '.repeat(600)}${'}'.repeat(600)}`), ...tooComplex },
  { name: 'selections 21 deep', request: graphql(`${'{ a '.repeat(21)}${'}'.repeat(21)}`), ...tooComplex },
  { name: 'a list 2,100 deep', request: graphql(`{ viewer(a: ${'['.repeat(2_100)}`), ...tooComplex },
  { name: '200 kilobytes of fields', request: graphql(`{ viewer { ${times(80_000, () => 'id')} } }`), ...tooComplex },
  { name: '1,900 fields', request: graphql(`{ viewer { ${times(1_900, () => 'id')} } }`), ...tooComplex },
  {
    name: '499 aliases of one field',
    request: graphql(`{ viewer { ${times(499, (place) => `a${place}: id`)} } }`),
    ...answered,
  },
  {
    name: '500 aliases of one field',
    request: graphql(`{ viewer { ${times(500, (place) => `a${place}: id`)} } }`),
    ...tooComplex,
  },
  {
    name: '1,000 aliases of the root',
    request: graphql(`{ ${times(1_000, (place) => `a${place}: viewer { id }`)} }`),
    ...tooComplex,
  },
  { name: 'fragments that spread each other', request: graphql(`{ viewer { ...A } } ${cycle}`), ...tooComplex },
  {
    name: 'fragments that spread each other and are not used',
    request: graphql(`{ viewer { id } } ${cycle}`),
    ...unfit,
  },
  {
    name: 'a fragment that spreads itself',
    request: graphql('{ viewer { ...A } } fragment A on User { ...A }'),
    ...tooComplex,
  },
  { name: 'spreads that double 40 times', request: graphql(`{ viewer { ...f0 } } ${doubling}`), ...tooComplex },
  {
    name: 'spreads that double 40 times and are not used',
    request: graphql(`{ viewer { id } } ${doubling}`),
    ...unfit,
  },
  {
    name: 'a fragment of 1,900 fields that is not used',
    request: graphql(`{ viewer { id } } fragment F on User { ${times(1_900, () => 'id')} }`),
    ...unfit,
  },
  {
    name: 'introspection that follows types to types',
    request: graphql(
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
    ),
    ...unfit,
  },
  { name: '250 directives', request: graphql(`{ viewer { id ${times(250, () => '@skip(if: false)')} } }`), ...unfit },
  {
    name: '400 operations',
    request: graphql(
      times(400, (place) => `query q${place} { viewer { id } }`),
      { operationName: 'q1' },
    ),
    ...tooComplex,
  },
  { name: 'a comment of 200 kilobytes', request: graphql(`{ viewer { id } } # ${'x'.repeat(200_000)}`), ...answered },
  { name: 'a name of 200 kilobytes', request: graphql(`{ ${'x'.repeat(200_000)} }`), ...unfit },
  {
    name: 'an ID of 200 kilobytes',
    request: graphql(`mutation { deleteApiKey(input: {id: "${'x'.repeat(200_000)}"}) { success } }`),
    status: 404,
    shape: 'graphql',
    code: 'KEY_NOT_FOUND',
  },
  { name: 'an empty document', request: graphql(''), ...noDocument },
  { name: 'a document of control characters', request: graphql('\u0000\u0001\u001b[2J'), ...noDocument },
  { name: 'a schema for a document', request: graphql('type Query { viewer: String }'), ...unfit },
  { name: 'a subscription', request: graphql('subscription { viewer { id } }'), ...unfit },
  { name: 'a list of documents', request: graphqlBody('[{"query":"{ viewer { id } }"}]'), ...invalid },
  { name: 'variables that are a text', request: graphql('{ viewer { id } }', { variables: '{}' }), ...invalid },
  {
    name: '`__proto__` in variables',
    request: graphqlBody('{"query":"{ viewer { id } }","variables":{"__proto__":{}}}'),
    status: 400,
    shape: 'graphql',
    code: 'MALFORMED_JSON',
  },
  {
    name: 'a variable 20,000 deep',
    request: graphqlBody(
      `{"query":"mutation M($i: DeleteApiKeyInput!) { deleteApiKey(input: $i) { success } }","variables":{"i":{"id":${'['.repeat(20_000)}${']'.repeat(20_000)}}}}`,
    ),
    ...unfit,
  },
  {
    name: 'a property twice for GraphQL, of which the last counts',
    request: graphqlBody('{"query":"{ nope }","query":"{ viewer { id } }"}'),
    ...answered,
  },
]

const refused = (status: number, code: NonNullable<HostileRow['code']>) => ({ status, shape: 'graphql', code }) as const

/** What names something or is to be a name, of the team `fleet` that hostile-input.test.ts prepares. */
const texts: readonly (readonly [what: string, text: string])[] = [
  ['a zero character', 'a\u0000b'],
  ['half a surrogate pair', '\ud800'],
  ['an override of the direction of writing', 'exe\u202egnp'],
  ['256 characters', 'x'.repeat(256)],
  ['150 kilobytes', 'x'.repeat(150_000)],
  ['blanks', '  '],
]

const input = (name: string, fields: object) =>
  graphql(
    `mutation M($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) {
      ${name}(input: $input) { clientMutationId }
    }`,
    { variables: { input: fields } },
  )

const accounts: readonly HostileRow[] = texts.flatMap(([what, text]): HostileRow[] => [
  {
    name: `${what} for an entity`,
    request: graphql('query Q($t: String) { entity(name: $t) { id } }', { variables: { t: text } }),
    ...refused(404, 'TEAM_NOT_FOUND'),
  },
  {
    name: `${what} for an entity of an organization`,
    request: graphql('query Q($t: String) { entity(name: $t) { id } }', { variables: { t: `acme/${text}` } }),
    ...refused(404, 'TEAM_NOT_FOUND'),
  },
  {
    name: `${what} for the node ID of an organization`,
    request: graphql('query Q($t: ID) { organization(id: $t) { id } }', {
      variables: { t: Buffer.from(`Organization:${text}`).toString('base64') },
    }),
    ...refused(404, 'ORGANIZATION_NOT_FOUND'),
  },
  {
    name: `${what} to find users by`,
    request: graphql('query Q($t: String) { users(query: $t) { edges { node { id } } } }', { variables: { t: text } }),
    ...answered,
  },
  {
    name: `${what} for a cursor of users`,
    request: graphql('query Q($t: String) { users(after: $t) { edges { node { id } } } }', { variables: { t: text } }),
    ...refused(400, 'INVALID_CURSOR'),
  },
  {
    name: `${what} for the name of a team`,
    request: input('createTeam', { teamName: text, organizationId: 'acme' }),
    ...refused(400, 'INVALID_TEAM_NAME'),
  },
  {
    name: `${what} for the admin of a team`,
    request: input('createTeam', { teamName: 'x', teamAdminUserName: text, organizationId: 'acme' }),
    ...refused(404, 'MEMBER_NOT_FOUND'),
  },
  {
    name: `${what} for the name of a service account`,
    request: input('createServiceAccount', { entityName: 'fleet', description: text }),
    ...refused(400, 'INVALID_NAME'),
  },
  {
    name: `${what} for an e-mail address of a new user`,
    request: input('createUser', { email: `${text}@example.com` }),
    ...refused(400, 'INVALID_EMAIL'),
  },
  {
    name: `${what} for an e-mail address that is invited`,
    request: input('createInvite', { entityName: 'fleet', email: `${text}@example.com` }),
    ...refused(400, 'INVALID_EMAIL'),
  },
  {
    name: `${what} for a user name that is invited`,
    request: input('createInvite', { entityName: 'fleet', username: text }),
    ...refused(404, 'MEMBER_NOT_FOUND'),
  },
  {
    name: `${what} for who is removed from a team`,
    request: input('deleteInvite', { entityName: 'fleet', id: text }),
    ...refused(404, 'MEMBER_NOT_FOUND'),
  },
  {
    name: `${what} for a team from which somebody is removed`,
    request: input('deleteInvite', { entityName: text, id: 'x' }),
    ...refused(404, 'TEAM_NOT_FOUND'),
  },
])

const choices: readonly HostileRow[] = [
  ...['-1', '0', '1000000'].map((first) => ({
    name: `users, the first ${first}`,
    request: graphql(`{ users(first: ${first}) { edges { node { id } } } }`),
    ...answered,
  })),
  ...['3000000000', '1.5', '"1"', '[1]'].map((first) => ({
    name: `users, the first ${first}`,
    request: graphql(`{ users(first: ${first}) { edges { node { id } } } }`),
    ...unfit,
  })),
  {
    name: 'an invitation by e-mail and user name at once',
    request: input('createInvite', { entityName: 'fleet', email: 'a@example.com', username: 'ada' }),
    ...refused(400, 'INVALID_REQUEST'),
  },
  {
    name: 'an invitation of nobody',
    request: input('createInvite', { entityName: 'fleet' }),
    ...refused(400, 'INVALID_REQUEST'),
  },
  {
    name: 'an input that JavaScript has a meaning for',
    request: graphqlBody(
      '{"query":"mutation M($i: CreateTeamInput!) { createTeam(input: $i) { clientMutationId } }","variables":{"i":{"constructor":{"prototype":{}}}}}',
    ),
    status: 400,
    shape: 'graphql',
    code: 'MALFORMED_JSON',
  },
  {
    name: 'a team in a personal entity',
    request: input('createServiceAccount', { entityName: 'ada', description: 'x' }),
    ...refused(404, 'TEAM_NOT_FOUND'),
  },
]

export const documentRows: readonly HostileRow[] = [...documents, ...accounts, ...choices]

// Every place of every route into which somebody could put a token, on purpose or by mistake.

export interface PlantedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What is particular to a route; the places that all routes have are filled for each. */
interface RouteRow {
  /** Query parameters that it reads. */
  readonly query?: readonly string[]
  /** Whether the path names a key that is there; else one that is not. */
  readonly onKey?: true
  /** A body that is right, so that a request gets past it; none where the route takes none. */
  readonly body?: unknown
  /** Bodies that would make the text the name of something, by which it is stored or answered. */
  readonly names?: (text: string) => readonly unknown[]
  /** Bodies with the text in each other place that is read, and in some that are not. */
  readonly bodies?: (text: string) => readonly unknown[]
}

const inName = (text: string) => [{ name: text }, { name: `my key is ${text}!` }]

const keyBodies = (text: string) => [
  { name: '', owner: text },
  { name: 'x', owner: text },
  { name: 'x', organization: text },
  { name: 'x', expiresAt: text },
  { name: 'x', format: text },
  { name: 'x', [text]: text },
  { name: { [text]: text } },
]

const mutation = 'mutation M($input: DeleteApiKeyInput!) { deleteApiKey(input: $input) { success } }'

const namingDocuments = (text: string) => [
  { query: `{ ${text}: viewer { ${text}: id } }` },
  { query: `mutation { generateApiKey(input: {description: "${text}"}) { apiKey { id } } }` },
  {
    query: 'mutation M($text: String) { generateApiKey(input: {description: $text}) { apiKey { id } } }',
    variables: { text },
  },
]

const documents = (text: string) => [
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
]

const rows: Readonly<Record<string, RouteRow>> = {
  'GET /healthz': {},
  'GET /readyz': {},
  'GET /metrics': {},
  'GET /traces/health': {},
  'POST /graphql': { body: { query: '{ viewer { username } }' }, names: namingDocuments, bodies: documents },
  'GET /graphql': {},
  'GET /api/v1/openapi.json': {},
  // No name: made keys are a matter of the test itself.
  'POST /api/v1/keys': { body: { name: '' }, names: inName, bodies: keyBodies },
  'GET /api/v1/keys': { query: ['query', 'type', 'owner', 'organization', 'state', 'cursor', 'limit'] },
  'GET /api/v1/keys/:id': { onKey: true },
  'PATCH /api/v1/keys/:id': {
    onKey: true,
    body: { name: '' },
    names: inName,
    bodies: (text) => [{ name: 'x', [text]: text }, { name: [text] }],
  },
  'DELETE /api/v1/keys/:id': {},
  'POST /api/v1/keys/bulk-delete': {
    body: { ids: ['unknown'] },
    bodies: (text) => [{ ids: [text] }, { ids: ['unknown', text] }, { ids: text }, { ids: [], [text]: 1 }],
  },
  'GET /api/v1/me': {},
  'GET /api/v1/organizations/:organization/policies': {},
  'PATCH /api/v1/organizations/:organization/policies': {
    body: {},
    bodies: (text) => [
      { enforceOrganizationKeys: true, confirmation: text },
      { disableKeyCreation: text },
      { maximumKeyLifetimeSeconds: text },
      { [text]: text },
    ],
  },
  'GET /api/v1/organizations/:organization/policies/enforcement-preview': { query: ['cursor', 'limit'] },
  'POST /api/v1/verify': {
    body: { token: 'x' },
    bodies: (text) => [
      { token: text },
      { token: text, organization: 'acme' },
      { token: text, organization: 'nowhere' },
      { token: text, team: text },
      { token: 'x', organization: text },
      { token: 'x', client: { ip: text } },
      { token: 'x', client: { ip: '::1', userAgent: text, label: text } },
      { token: 'x', client: { [text]: text } },
      { token: [text] },
    ],
  },
  '* /api/v1/*': {},
}

/** The routes for which there is no row, by which a new route fails the test until somebody has thought about it. */
export const findUnplanted = (routes: readonly string[]) => routes.filter((route) => !(route in rows))
/** The rows for which there is no route any more. */
export const findStale = (routes: readonly string[]) => Object.keys(rows).filter((route) => !routes.includes(route))

interface Planting {
  readonly text: string
  /** Credentials for all requests in which the text does not stand in their place. */
  readonly goodToken: string
  readonly keyId: string
  /** Whether nothing may be named so. */
  readonly isNoName: boolean
}

/** The text in every place of every route. */
export function plant(planting: Planting): PlantedRequest[] {
  return Object.entries(rows).flatMap(([route, row]) => {
    const [method = '', path = ''] = route.replace('* /api/v1/*', 'GET /api/v1/nothing').split(' ')
    return plantInRoute(method, path, row, planting)
  })
}

const json = { 'content-type': 'application/json' }

function plantInRoute(
  method: string,
  path: string,
  { query = [], onKey, body, names = () => [], bodies = () => [] }: RouteRow,
  { text, goodToken, keyId, isNoName }: Planting,
): PlantedRequest[] {
  const good = { authorization: `Bearer ${goodToken}` }
  const target = path.replace(':id', onKey ? keyId : 'unknown').replace(':organization', 'acme')
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const type = body === undefined ? {} : json
  const withHeaders = (headers: Record<string, string>): PlantedRequest => ({
    method,
    path: target,
    headers: { ...type, ...headers },
    ...content,
  })
  const withPath = (planted: string): PlantedRequest => ({ ...withHeaders(good), path: planted })
  const withBody = (planted: string, headers: Record<string, string> = json): PlantedRequest => ({
    method,
    path: target,
    headers: { ...good, ...headers },
    body: planted,
  })
  const base64 = Buffer.from(`api:${text}`).toString('base64')
  return [
    withHeaders({ authorization: `Bearer ${text}` }),
    withHeaders({ authorization: `Basic ${base64}` }),
    withHeaders({ authorization: `Basic ${Buffer.from(`${text}:x`).toString('base64')}` }),
    withHeaders({ authorization: `${text} ${text}` }),
    ...incidentalHeaders.map((name) => withHeaders({ ...good, [name]: text })),
    withHeaders({ ...good, cookie: `session=${text}; token=${text}` }),
    withPath(path.includes(':') ? path.replace(/:\w+/, text) : `${path}/${text}`),
    withPath(`${target}?${text}`),
    withPath(`${target}?token=${text}`),
    withPath(`${target}?x=${text.replaceAll('_', '%5f')}`),
    withPath(`/${text}${target}`),
    ...query.map((name) => withPath(`${target}?${name}=${text}`)),
    ...(body === undefined
      ? []
      : [
          withBody(text),
          withBody(`"${text}"`),
          withBody(`{"${text}`),
          withBody(text, { 'content-type': `text/x-${text}` }),
          withBody(text, { 'content-type': 'text/plain' }),
          ...[...(isNoName ? names(text) : []), ...bodies(text)].map((planted) => withBody(JSON.stringify(planted))),
        ]),
  ]
}

const incidentalHeaders = [
  'accept',
  'idempotency-key',
  'origin',
  'referer',
  'traceparent',
  'user-agent',
  'x-api-key',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-http-method-override',
  'x-request-id',
  'x-wandb-username',
]

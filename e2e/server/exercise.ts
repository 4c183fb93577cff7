// Does with a server everything that can be done with it, with tokens in every place, and keeps all that it answered.

import { randomUUID } from 'node:crypto'
import { mistype } from '../../packages/server/testing/forge-token.ts'
import { type Secret, secretsOfToken, secretText } from './find-secrets.ts'
import { type PlantedRequest, plant } from './planted-requests.ts'

interface Reply {
  readonly status: number
  readonly headers: string
  readonly body: string
}

export type Send = (request: PlantedRequest) => Promise<Reply>

interface Exchange extends Reply {
  /** The request, less the secrets in it. */
  readonly label: string
}

export interface Exercise {
  readonly secrets: Secret[]
  readonly exchanges: Exchange[]
  /** A good token, for whatever else a test does with the server. */
  readonly validToken: string
  /** The request that made it, and that can have it again until its first use is written. */
  readonly original: PlantedRequest
  /** All that the audit trail holds in the end, as its doors give it. */
  readonly trail: readonly string[]
}

const idempotencyKey = `planted-${randomUUID()}`

/** All that an exercise does with a server, with what it has answered and what must be in none of it. */
interface Session {
  readonly secrets: Secret[]
  readonly exchanges: Exchange[]
  readonly authorized: Readonly<Record<string, string>>
  note(label: string, request: PlantedRequest): Promise<Reply>
  /** Of the one answer that may hold the token, everything but this token is looked at. */
  make(name: string, request: PlantedRequest): Promise<string>
}

function startSession(send: Send, goodToken: string): Session {
  const exchanges: Exchange[] = []
  const secrets = [
    secretText('the Idempotency-Key', idempotencyKey),
    ...secretsOfToken('the caller’s token', goodToken),
  ]
  return {
    secrets,
    exchanges,
    authorized: { authorization: `Bearer ${goodToken}`, 'content-type': 'application/json' },
    async note(label, request) {
      const reply = await send(request)
      exchanges.push({ label, ...reply })
      return reply
    },
    async make(name, request) {
      const reply = await send(request)
      const token = /"(?:token|name)":"((?:ksd_v1_|invite_v1_|local-)\w+)"/.exec(reply.body)?.[1]
      if (token === undefined) throw new Error(`${name} was not made: ${reply.status}`)
      secrets.push(...secretsOfToken(name, token))
      exchanges.push({ label: `making ${name}`, ...reply, body: reply.body.replaceAll(token, '') })
      return token
    },
  }
}

const requestOf = (
  { authorized }: Session,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): PlantedRequest => ({
  method,
  path: `/api/v1${path}`,
  headers: { ...authorized, ...headers },
  ...(body !== undefined && { body: JSON.stringify(body) }),
})

export async function exercise(send: Send, goodToken: string): Promise<Exercise> {
  const session = startSession(send, goodToken)
  const { secrets, exchanges } = session
  const { original, valid } = await exerciseCreation(session, goodToken)
  await exercisePolicies(session)
  const { places, tokens } = await exerciseAccounts(session, valid)
  const { deleted, legacy } = await exerciseOtherKeys(session)

  const bareLegacy = legacy.slice('local-'.length)
  const planted = {
    'a good token': valid,
    'a deleted token': deleted,
    'a mistyped token': mistype(valid),
    'a token cut by one character': valid.slice(0, -1),
    'a legacy token': legacy,
    'a legacy token without its prefix': bareLegacy,
    ...tokens,
  }
  secrets.push(
    ...secretsOfToken('a mistyped token', planted['a mistyped token']),
    secretText('a token cut by one character', planted['a token cut by one character']),
    secretText('a legacy token without its prefix', bareLegacy),
  )
  for (const [what, text] of Object.entries(planted)) {
    // Forty hexadecimal digits are also what a Git commit is called by, and a key may be named after one.
    const isNoName = text !== bareLegacy
    const requests = plant({ text, goodToken, places: { ...places, key: valid.split('_')[2] ?? '' }, isNoName })
    // Several at a time, as they come: a server is never asked by one alone.
    for (let next = 0; next < requests.length; next += 8) {
      const some = requests.slice(next, next + 8)
      await Promise.all(some.map((request) => session.note(labelOf(request, text, what), request)))
    }
  }
  return { secrets, exchanges, validToken: valid, original, ...(await readTrail(session)) }
}

async function exerciseCreation(session: Session, goodToken: string) {
  const { note, make } = session
  const creation = (body: object, headers?: Record<string, string>) =>
    requestOf(session, 'POST', '/keys', body, headers)
  const original = creation({ name: 'original' }, { 'idempotency-key': idempotencyKey, 'user-agent': goodToken })
  const valid = await make('a good token', original)
  if ((await make('a good token, replayed', original)) !== valid) throw new Error('the replay answered another token')
  const reused = creation({ name: 'x' }, { 'idempotency-key': idempotencyKey })
  await note('another request under the Idempotency-Key', reused)
  await note('a short Idempotency-Key', creation({ name: 'x' }, { 'idempotency-key': 'short' }))
  const name = 'the token of a key that has a token for its Idempotency-Key'
  await make(name, creation({ name: 'x' }, { 'idempotency-key': valid }))
  const page = await note('a page of keys', requestOf(session, 'GET', '/keys?limit=1'))
  const { nextCursor } = JSON.parse(page.body) as { nextCursor: string }
  await note('its next in another order', requestOf(session, 'GET', `/keys?sort=name&cursor=${nextCursor}`))
  return { original, valid }
}

async function exercisePolicies(session: Session) {
  const { note } = session
  const decide = (policies: object) =>
    note('a decision about policies', requestOf(session, 'PATCH', '/organizations/acme/policies', policies))
  const create = (label: string) => note(label, requestOf(session, 'POST', '/keys', { name: 'x' }))
  await decide({ maximumKeyLifetimeSeconds: 1 })
  await decide({ maximumKeyLifetimeSeconds: 60 })
  await create('a creation beyond the maximum lifetime')
  await decide({ disableKeyCreation: true })
  await create('a creation while that is switched off')
  await decide({ disableKeyCreation: false, maximumKeyLifetimeSeconds: null })
  await decide({ enforceOrganizationKeys: true })
}

const idIn = ({ body }: Reply): string => /"id":"([^"]+)"/.exec(body)?.[1] ?? ''

/** Everything that one does with people, teams and service accounts, and what is refused of it. */
async function exerciseAccounts(session: Session, token: string) {
  const { note, make } = session
  const request = (...[method, path, body]: [string, string, object?]) => requestOf(session, method, path, body)
  const ask = (...wanted: [string, string, object?]) => note(`${wanted[0]} ${wanted[1]}`, request(...wanted))
  await ask('POST', '/organizations/acme/teams', { name: 'fleet' })
  const account = await ask('POST', '/organizations/acme/service-accounts', { name: 'trainer', team: 'fleet' })
  const serviceAccount = idIn(account)
  await make('the token of a service account', request('POST', '/keys', { name: 'x', owner: serviceAccount }))

  const invite = (email: string, organization = 'acme', team?: string) =>
    request('POST', `/organizations/${organization}/invitations`, { email, team })
  const accept = (invitation: string) => {
    const acceptance = request('POST', '/invitations/accept', { token: invitation })
    const { authorization: _none, ...headers } = acceptance.headers
    return { ...acceptance, headers }
  }
  const taken = await make('a taken invitation', invite('guest@example.com', 'acme', 'fleet'))
  const first = await make('the first token of somebody new', accept(taken))
  await note('an invitation that is taken', accept(taken))
  await ask('POST', '/organizations', { name: 'cedar' })
  const again = await make('an invitation of who is here', invite('guest@example.com', 'cedar'))
  await note('an invitation of who is here', accept(again))
  await make('an invitation by GraphQL', {
    ...request('POST', '', {
      query: `mutation M($input: CreateInviteInput!) { createInvite(input: $input) { invite { token } } }`,
      variables: { input: { entityName: 'fleet', email: 'more@example.com' } },
    }),
    path: '/graphql',
  })
  const open = await make('an open invitation', invite('later@example.com'))
  const withdrawn = await make('a withdrawn invitation', invite('never@example.com'))
  await ask('DELETE', `/organizations/acme/invitations/inv_${withdrawn.split('_')[2]}`)

  await ask('PUT', `/keys/${first.split('_')[2]}/blocks/acme`)
  await ask('DELETE', `/keys/${first.split('_')[2]}/blocks/acme`)
  // What an admin has switched off, its owner cannot switch on by another key of theirs.
  const asGuest = { authorization: `Bearer ${first}` }
  const second = await make('a second token', requestOf(session, 'POST', '/keys', { name: 'x' }, asGuest))
  const disablement = `/keys/${second.split('_')[2]}/disablement`
  await ask('PUT', disablement, { minutes: 5 })
  await note('a key that an admin has disabled', requestOf(session, 'DELETE', disablement, undefined, asGuest))
  await exerciseRotation(session, ask)
  await ask('GET', '/refusals/req_none')
  await provokeConflicts(ask, serviceAccount)
  await provokeWebhookConflicts(ask)
  await note('a token for everything', { ...request('GET', '/me'), headers: { authorization: `Bearer ${token}` } })
  return {
    places: { team: 'fleet', member: 'guest', serviceAccount },
    tokens: { 'an open invitation': open },
  }
}

/** Everything that is refused of a rotation, with both of its tokens. */
async function exerciseRotation(session: Session, ask: AskRest) {
  const { note, make } = session
  const use = (label: string, token: string) =>
    note(label, requestOf(session, 'GET', '/me', undefined, { authorization: `Bearer ${token}` }))
  const old = await make('a token that is rotated', requestOf(session, 'POST', '/keys', { name: 'x' }))
  const keyId = old.split('_')[2]
  await ask('PUT', `/keys/${keyId}/disablement`, {})
  await ask('POST', `/keys/${keyId}/rotations`, {})
  await ask('DELETE', `/keys/${keyId}/disablement`)
  const fresh = await make('the token in its place', requestOf(session, 'POST', `/keys/${keyId}/rotations`, {}))
  const { body } = await ask('GET', `/keys/${keyId}`)
  const rotation = `/rotations/${/"rotationId":"([^"]+)"/.exec(body)?.[1]}`
  await ask('POST', `/keys/${keyId}/rotations`, {})
  await ask('POST', `${rotation}/complete`, {})
  await ask('PUT', `${rotation}/gone-consumers/con_none`)
  await use('the use of a token that is rotated', old)
  await use('the use of the token in its place', fresh)
  // What is noted is written before either is decided.
  await ask('POST', `${rotation}/cancel`, {})
  await ask('POST', `${rotation}/complete`, {})
  await ask('GET', rotation)
  await ask('POST', `${rotation}/revoke`)
  await ask('POST', `${rotation}/revoke`)
}

/** All that is refused of webhooks that are there. */
async function provokeWebhookConflicts(ask: AskRest) {
  const settings = { url: 'https://hooks.example.com/', organization: 'acme' }
  const webhook = `/webhooks/${idIn(await ask('POST', '/webhooks', settings))}`
  await ask('POST', `${webhook}/deliveries/evt_none/redeliver`)
  await ask('PATCH', webhook, { enabled: false })
  await ask('POST', `${webhook}/test`)
  for (let count = 0; count < 20; count += 1) await ask('POST', '/webhooks', settings)
}

type AskRest = (method: string, path: string, body?: object) => Promise<Reply>

async function provokeConflicts(ask: AskRest, serviceAccount: string) {
  const acme = '/organizations/acme'
  await ask('PATCH', acme, { name: 'cedar' })
  await ask('PATCH', acme, { name: 'org_acme' })
  await ask('POST', `${acme}/teams`, { name: 'Fleet' })
  await ask('POST', `${acme}/teams`, { name: 'team_fleet' })
  await ask('DELETE', `${acme}/teams/fleet`)
  await ask('PATCH', `${acme}/members/ada`, { role: 'viewer' })
  await ask('POST', `${acme}/members`, { user: 'guest', role: 'viewer' })
  await ask('PATCH', `/users/ada`, { instanceAdmin: false })
  await ask('POST', '/users', { email: 'ada@example.com' })
  await ask('POST', '/users', { email: 'made@example.com', username: 'Not allowed' })
  await ask('DELETE', '/users/guest?keys=refuse')
  await ask('PATCH', `${acme}/policies`, { disableTeamServiceAccountCreation: true, disableViewerKeyCreation: true })
  await ask('POST', `${acme}/service-accounts`, { name: 'x', team: 'fleet' })
  await ask('PATCH', `/service-accounts/${serviceAccount}`, { defaultTeam: 'fleet' })
  await ask('PATCH', `${acme}/policies`, { disableTeamServiceAccountCreation: false })
}

async function exerciseOtherKeys(session: Session) {
  const { note, make, authorized } = session
  const deleted = await make('a deleted token', requestOf(session, 'POST', '/keys', { name: 'deleted' }))
  await note('the deletion', requestOf(session, 'DELETE', `/keys/${deleted.split('_')[2]}`))
  const legacy = await make('a legacy token', requestOf(session, 'POST', '/keys', { name: 'legacy', format: 'legacy' }))
  await make('a token by GraphQL', {
    method: 'POST',
    path: '/graphql',
    headers: authorized,
    body: JSON.stringify({ query: 'mutation { generateApiKey(input: {description: "w"}) { apiKey { name } } }' }),
  })
  return { deleted, legacy }
}

/** What is remembered of all that, through each door that tells it. */
async function readTrail({ note, authorized }: Session): Promise<Pick<Exercise, 'trail'>> {
  const read = async (path: string) => (await note(path, { method: 'GET', path, headers: authorized })).body
  return {
    trail: [
      await read('/api/v1/audit/export'),
      await read('/admin/audit_logs'),
      await read('/admin/audit_logs?limit=20000'),
      await read('/api/v1/audit?limit=200'),
    ],
  }
}

/** What was sent, with words in the place of the token. */
function labelOf({ method, path, headers, body = '' }: PlantedRequest, text: string, what: string): string {
  const names = Object.entries(headers)
    .filter(([, value]) => value.includes(text) || value.startsWith('Basic '))
    .map(([name]) => name)
  return `${method} ${path} [${names}] ${body}`
    .replaceAll(text, `<${what}>`)
    .replaceAll(text.replaceAll('_', '%5f'), `<${what}>`)
}

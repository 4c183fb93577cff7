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
}

const idempotencyKey = `planted-${randomUUID()}`

export async function exercise(send: Send, goodToken: string): Promise<Exercise> {
  const exchanges: Exchange[] = []
  const secrets = [
    secretText('the Idempotency-Key', idempotencyKey),
    ...secretsOfToken('the caller’s token', goodToken),
  ]
  const note = async (label: string, request: PlantedRequest) => {
    const reply = await send(request)
    exchanges.push({ label, ...reply })
    return reply
  }
  const authorized = { authorization: `Bearer ${goodToken}`, 'content-type': 'application/json' }
  const creation = (body: object, headers: Record<string, string> = {}): PlantedRequest => ({
    method: 'POST',
    path: '/api/v1/keys',
    headers: { ...authorized, ...headers },
    body: JSON.stringify(body),
  })
  /** The one answer that may hold the token is looked at for everything but this token. */
  const make = async (name: string, request: PlantedRequest) => {
    const reply = await send(request)
    const token = /"(?:token|name)":"((?:ksd_v1_|local-)\w+)"/.exec(reply.body)?.[1]
    if (token === undefined) throw new Error(`${name} was not made: ${reply.status}`)
    secrets.push(...secretsOfToken(name, token))
    exchanges.push({ label: `making ${name}`, ...reply, body: reply.body.replaceAll(token, '') })
    return token
  }

  const original = creation({ name: 'original' }, { 'idempotency-key': idempotencyKey, 'user-agent': goodToken })
  const valid = await make('a good token', original)
  if ((await make('a good token, replayed', original)) !== valid) throw new Error('the replay answered another token')
  await note(
    'another request under the Idempotency-Key',
    creation({ name: 'x' }, { 'idempotency-key': idempotencyKey }),
  )
  await note('a short Idempotency-Key', creation({ name: 'x' }, { 'idempotency-key': 'short' }))
  await make(
    'the token of a key that has a token for its Idempotency-Key',
    creation({ name: 'x' }, { 'idempotency-key': valid }),
  )

  const decide = (policies: object) =>
    note('a decision about policies', {
      method: 'PATCH',
      path: '/api/v1/organizations/acme/policies',
      headers: authorized,
      body: JSON.stringify(policies),
    })
  await decide({ maximumKeyLifetimeSeconds: 1 })
  await decide({ maximumKeyLifetimeSeconds: 60 })
  await note('a creation beyond the maximum lifetime', creation({ name: 'x' }))
  await decide({ disableKeyCreation: true })
  await note('a creation while that is switched off', creation({ name: 'x' }))
  await decide({ disableKeyCreation: false, maximumKeyLifetimeSeconds: null })
  await decide({ enforceOrganizationKeys: true })

  const deleted = await make('a deleted token', creation({ name: 'deleted' }))
  const deletion = { method: 'DELETE', path: `/api/v1/keys/${deleted.split('_')[2]}`, headers: authorized }
  await note('the deletion', deletion)
  const legacy = await make('a legacy token', creation({ name: 'legacy', format: 'legacy' }))
  const bareLegacy = legacy.slice('local-'.length)
  await make('a token by GraphQL', {
    method: 'POST',
    path: '/graphql',
    headers: authorized,
    body: JSON.stringify({ query: 'mutation { generateApiKey(input: {description: "w"}) { apiKey { name } } }' }),
  })

  const planted = {
    'a good token': valid,
    'a deleted token': deleted,
    'a mistyped token': mistype(valid),
    'a token cut by one character': valid.slice(0, -1),
    'a legacy token': legacy,
    'a legacy token without its prefix': bareLegacy,
  }
  secrets.push(
    ...secretsOfToken('a mistyped token', planted['a mistyped token']),
    secretText('a token cut by one character', planted['a token cut by one character']),
    secretText('a legacy token without its prefix', bareLegacy),
  )
  const keyId = valid.split('_')[2] ?? ''
  for (const [what, text] of Object.entries(planted)) {
    // Forty hexadecimal digits are also what a Git commit is called by, and a key may be named after one.
    const isNoName = text !== bareLegacy
    for (const request of plant({ text, goodToken, keyId, isNoName })) await note(labelOf(request, text, what), request)
  }
  return { secrets, exchanges, validToken: valid, original }
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

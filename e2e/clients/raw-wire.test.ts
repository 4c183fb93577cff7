// Calls of programs that are too large or too small to install: the exact requests, made with fetch.

import { afterAll, beforeAll } from 'vitest'
import { createKey, deleteKey } from '../support/keys-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { playScenario } from './scenario.ts'

let keystead: Keystead
const server = () => keystead

beforeAll(async () => {
  keystead = await startKeystead()
})
afterAll(async () => {
  await keystead?.remove()
})

playScenario(
  {
    number: 18,
    client: 'plain HTTP',
    guarantee: "a leak scanner's check finds a token alive while it is good and dead once it is revoked",
    expected: '200 with username ada, then 401',
    server,
  },
  async (stage) => {
    const key = await createKey(stage.server, { name: 'leaked' })
    const alive = await verifyLikeTrufflehog(stage.proxy.url, key.token)
    await deleteKey(stage.server, key.id)
    const dead = await verifyLikeTrufflehog(stage.proxy.url, key.token)
    const username = /"username":"(\w+)"/.exec(alive.body)?.[1] ?? 'none'
    return {
      words: [`${alive.status} with username ${username}`, `then ${dead.status}`],
      printed: `${alive.body}\n${dead.body}`,
    }
  },
)

playScenario(
  {
    number: 22,
    client: 'plain HTTP',
    guarantee: 'the telemetry probe of wandb 0.30 and later finds no telemetry here, and is not asked for credentials',
    expected: '404 or 405, in JSON',
    server,
  },
  async (stage) => {
    // Any other status would make the client send its measurements here from then on.
    const headers = { 'content-type': 'application/x-protobuf', 'user-agent': 'Go-http-client/1.1' }
    const answer = await fetch(`${stage.proxy.url}/sdk/otel/v1/metrics`, { method: 'POST', headers, body: '' })
    const status = answer.status === 404 || answer.status === 405 ? '404 or 405' : `${answer.status}`
    const form = answer.headers.get('content-type')?.includes('json') ? 'in JSON' : 'not in JSON'
    return { words: [status, form], printed: await answer.text() }
  },
)

/** The verifier of trufflehog: 200 with a username is a live token, 401 a dead one, anything else an error. */
async function verifyLikeTrufflehog(url: string, token: string): Promise<{ status: number; body: string }> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`api:${token}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: 'query Viewer { viewer { id username email admin } }' }),
  })
  return { status: answer.status, body: await answer.text() }
}

// Calls of programs that are too large or too small to install: the exact requests, made with fetch.

import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll } from 'vitest'
import { addMachine, addPerson, addTeam } from '../support/accounts-api.ts'
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
    number: 25,
    client: 'plain HTTP',
    guarantee: 'whoever exports W&B’s audit logs finds who made a key: streamed, page by page, and as a machine',
    expected:
      'streamed user:create_api_key of ada, paged the same, a page 1 of many, machine the same, ' +
      'member 403, nobody 401',
    server,
  },
  async (stage) => {
    const { server: target, proxy } = stage
    await addTeam(target, 'research')
    const machine = await addMachine(target, { name: 'exporter', defaultTeam: 'research' })
    const member = await addPerson(target, { username: 'member' })
    const { id } = await createKey(target, { name: 'audited' })
    const fetchLogs = (token: string, query = '') =>
      fetch(`${proxy.url}/admin/audit_logs${query}`, { headers: { authorization: basic('ada', token) } })
    const streamed = readLines(await (await fetchLogs(target.token)).text())
    const paged = (await (await fetchLogs(target.token, '?limit=1000')).json()) as LogPage
    const first = (await (await fetchLogs(target.token, '?limit=1')).json()) as LogPage
    const forMachine = readLines(await (await fetchLogs(machine.token)).text())
    const isSame = (entries: readonly LogEntry[]) =>
      isDeepStrictEqual(entries, streamed) ? 'the same' : 'something else'
    const made = streamed.filter(({ action }) => action === 'user:create_api_key').at(-1)
    const owner =
      made?.actor_email === 'ada@example.com' && made.user_email === made.actor_email ? 'ada' : 'somebody else'
    const words = [
      `streamed ${made?.action} of ${owner}`,
      `paged ${isSame(paged.audit_logs)}`,
      `a page ${first.count} of ${first.next_cursor === null ? 'one' : 'many'}`,
      `machine ${isSame(forMachine)}`,
      `member ${(await fetchLogs(member.token)).status}`,
      `nobody ${(await fetchLogs(id)).status}`,
    ]
    return { words, printed: JSON.stringify(streamed, null, 1) }
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

type LogEntry = { readonly action: string; readonly actor_email?: string; readonly user_email?: string }
type LogPage = {
  readonly audit_logs: readonly LogEntry[]
  readonly count: number
  readonly next_cursor: string | null
}

const readLines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogEntry)

const basic = (name: string, token: string) => `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}`

/** The verifier of trufflehog: 200 with a username is a live token, 401 a dead one, anything else an error. */
async function verifyLikeTrufflehog(url: string, token: string): Promise<{ status: number; body: string }> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: basic('api', token),
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: 'query Viewer { viewer { id username email admin } }' }),
  })
  return { status: answer.status, body: await answer.text() }
}

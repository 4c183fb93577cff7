// Calls of the REST door that keep a connection open, or none, as a test wants it: `fetch` decides that by itself.

import { Agent, type IncomingMessage, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly contentType: string
  /** The body, parsed where it is JSON; its text otherwise. */
  readonly body: unknown
}

interface CallOptions {
  readonly token?: string
  readonly body?: object
  readonly idempotencyKey?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface CreatedKey {
  readonly id: string
  readonly name: string
  readonly token: string
}

export interface ListedKey {
  readonly id: string
  readonly name: string
  readonly lastUsedAt: string | null
}

export interface RestClient {
  /** Rejects when the connection ends before the whole answer is there. Any status is an answer. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  close(): void
}

/** @param keptConnections how many connections at most stay open between calls; with 0 each call has its own. */
export function openRestClient(url: string, keptConnections = 0): RestClient {
  const agent =
    keptConnections === 0
      ? new Agent({ keepAlive: false })
      : new Agent({ keepAlive: true, maxSockets: keptConnections })
  return {
    async call(method, path, { token, body, idempotencyKey, headers: more } = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
      const headers = {
        ...more,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      }
      request(url + path, { agent, method, headers }, resolve)
        .once('error', reject)
        .end(body === undefined ? undefined : JSON.stringify(body))
      const answer = await promise
      const text = (await answer.setEncoding('utf8').toArray()).join('')
      const contentType = answer.headers['content-type'] ?? ''
      return {
        status: answer.statusCode ?? 0,
        contentType,
        body: /\bjson\b/.test(contentType) ? JSON.parse(text) : text,
      }
    },
    close: () => agent.destroy(),
  }
}

export async function createKey(
  client: RestClient,
  token: string,
  { name, idempotencyKey }: { name: string; idempotencyKey?: string },
): Promise<CreatedKey> {
  const options = { token, body: { name }, ...(idempotencyKey !== undefined && { idempotencyKey }) }
  const answer = await client.call('POST', '/api/v1/keys', options)
  const { key, token: created } = expectStatus(answer, 201) as { key: ListedKey; token: string }
  return { id: key.id, name: key.name, token: created }
}

export async function deleteKey(client: RestClient, token: string, id: string): Promise<void> {
  expectStatus(await client.call('DELETE', `/api/v1/keys/${id}`, { token }), 200)
}

export async function getKey(client: RestClient, token: string, id: string): Promise<ListedKey> {
  return expectStatus(await client.call('GET', `/api/v1/keys/${id}`, { token }), 200) as ListedKey
}

/** The key that a token belongs to, as the server tells whoever presents it; undefined where the token is refused. */
export async function findKeyOf(client: RestClient, token: string): Promise<ListedKey | undefined> {
  const answer = await client.call('GET', '/api/v1/me', { token })
  if (answer.status === 401) return undefined
  return (expectStatus(answer, 200) as { key: ListedKey }).key
}

/** All pages. */
export async function listKeys(client: RestClient, token: string): Promise<ListedKey[]> {
  const keys: ListedKey[] = []
  let cursor = ''
  do {
    const answer = await client.call('GET', `/api/v1/keys?limit=200${cursor && `&cursor=${cursor}`}`, { token })
    const page = expectStatus(answer, 200) as { keys: ListedKey[]; nextCursor: string | null }
    keys.push(...page.keys)
    cursor = page.nextCursor ?? ''
  } while (cursor !== '')
  return keys
}

function expectStatus(answer: Answer, status: number): unknown {
  if (answer.status === status) return answer.body
  const { code = 'no code' } = (answer.body ?? {}) as { code?: string }
  throw new Error(`expected ${status}, got ${answer.status} (${code})`)
}

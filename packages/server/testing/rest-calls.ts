import type { ErrorCode } from '@keystead/core'
import type { z } from 'zod'
import type { keySchema } from '../src/rest/keys/key-resource.ts'
import type { Answer } from './call.ts'
import type { TestApp } from './start-test-app.ts'

type App = Pick<TestApp, 'call'>

export type KeyResource = z.infer<typeof keySchema>
export type CreatedResource = { readonly key: KeyResource; readonly token: string }
export type KeyListResource = { readonly keys: readonly KeyResource[]; readonly nextCursor: string | null }

/** The REST door as one caller uses it: paths begin behind `/api/v1`. */
export function restOf(app: App, caller: { readonly token: string }) {
  return (method: string, path: string, body?: unknown): Promise<Answer> =>
    app.call(method, `/api/v1${path}`, { token: caller.token, ...(body !== undefined && { body }) })
}

/** A path of which each inserted part is encoded, whatever it holds. */
export function pathOf(texts: TemplateStringsArray, ...parts: readonly string[]): string {
  return String.raw({ raw: texts }, ...parts.map(encodeURIComponent))
}

/** Every item of a list, page by page, with the size of each page. */
export async function readAll<Item>(
  app: App,
  caller: { readonly token: string },
  path: string,
  name: string,
  limit: number,
): Promise<{ readonly items: readonly Item[]; readonly sizes: readonly number[] }> {
  const items: Item[] = []
  const sizes: number[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor !== '' && { cursor }) })
    const page: Readonly<Record<string, unknown>> = bodyOf(await restOf(app, caller)('GET', `${path}?${query}`), 200)
    const found = page[name] as readonly Item[]
    items.push(...found)
    sizes.push(found.length)
    cursor = page.nextCursor as string | null
  }
  return { items, sizes }
}

/** The body of an answer that must have this status; anything else ends the test with the answer in its message. */
export function bodyOf<Body>({ status, text, body }: Answer, expected: number): Body {
  if (status !== expected) throw new Error(`answered ${status} ${text}`)
  return body as Body
}

export async function createKey(
  app: App,
  token: string,
  body: Readonly<Record<string, unknown>> = {},
): Promise<CreatedResource> {
  return bodyOf(await app.call('POST', '/api/v1/keys', { token, body: { name: 'laptop', ...body } }), 201)
}

export async function listKeys(
  app: App,
  token: string,
  query: Readonly<Record<string, string>> = {},
): Promise<KeyListResource> {
  return bodyOf(await app.call('GET', `/api/v1/keys?${new URLSearchParams(query)}`, { token }), 200)
}

export async function listKeyIds(app: App, token: string, query: Readonly<Record<string, string>> = {}) {
  return (await listKeys(app, token, query)).keys.map(({ id }) => id)
}

export async function getKey(app: App, token: string, id: string): Promise<KeyResource> {
  return bodyOf(await app.call('GET', `/api/v1/keys/${id}`, { token }), 200)
}

/** What a verifier learns of a token. */
export async function verify(
  app: App,
  token: string,
  body: { readonly token: string; readonly organization?: string; readonly team?: string },
): Promise<Record<string, unknown>> {
  return bodyOf(await app.call('POST', '/api/v1/verify', { token, body }), 200)
}

/** Whether a token opens the door. */
export async function isAccepted(app: App, token: string): Promise<boolean> {
  const { status } = await app.call('GET', '/api/v1/me', { token })
  if (status !== 200 && status !== 401) throw new Error(`answered ${status}`)
  return status === 200
}

/** The answer, less what differs between any two answers, and less the lengths that follow from that. */
export function withoutIncidentals({ status, headers, text }: Answer) {
  const { date, 'x-request-id': requestId, 'content-length': length, ...rest } = headers
  return { status, headers: rest, body: text.replaceAll(String(requestId), '<request ID>') }
}

/** What `expect(answer).toMatchObject` holds a refusal of the REST door against. */
export function refusal(status: number, code: ErrorCode) {
  return { status, body: { type: `urn:keystead:error:${code}`, status, code } }
}

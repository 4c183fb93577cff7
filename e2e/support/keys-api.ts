// The few calls of the REST door that suites use to prepare what a client then tries.

import type { Keystead } from './keystead-process.ts'

export interface CreatedKey {
  readonly id: string
  readonly token: string
}

type Server = Pick<Keystead, 'url' | 'token'>

export async function createKey(
  server: Server,
  body: { name: string; format?: 'legacy'; organization?: string },
): Promise<CreatedKey> {
  const answer = await call(server, 'POST', '/api/v1/keys', body)
  const { key, token } = (await answer.json()) as { key: { id: string }; token: string }
  return { id: key.id, token }
}

export async function deleteKey(server: Server, id: string): Promise<void> {
  await call(server, 'DELETE', `/api/v1/keys/${id}`)
}

/** A token that was good until a moment ago. */
export async function createRevokedToken(server: Server): Promise<string> {
  const key = await createKey(server, { name: 'revoked' })
  await deleteKey(server, key.id)
  return key.token
}

/** Any call of the REST door by the server's first admin, or by whom `token` says; rejects where it is refused. */
export async function call(server: Server, method: string, path: string, body?: object): Promise<Response> {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${server.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`)
  return answer
}

// A client of the API, who knows nothing of the proxy between them.

import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'

export type Header = readonly [name: string, value: string]

export interface ClientRequestOptions {
  readonly method?: string
  readonly headers?: readonly Header[]
  /** Keeps connections; left out, each request has its own. */
  readonly agent?: Agent
}

export interface ClientAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** By which the API knows the request. */
  readonly path: string
}

export const bearer = (token: string): Header => ['Authorization', `Bearer ${token}`]

export async function send(port: number, options: ClientRequestOptions = {}): Promise<ClientAnswer> {
  const { path, outgoing } = open(port, options)
  const answered = answerOf(outgoing, path)
  outgoing.end()
  return await answered
}

/** A request whose body a test writes itself. */
export function open(port: number, { method = 'GET', headers = [], agent }: ClientRequestOptions) {
  const path = `/${randomUUID()}`
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method,
    path,
    agent: agent ?? false,
    // As a list they go out as they are, in any case and number.
    headers: [['Host', 'api.example.com'], ...headers].flat(),
  })
  return { path, outgoing }
}

export async function answerOf(outgoing: ClientRequest, path: string): Promise<ClientAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  outgoing.once('response', resolve).on('error', reject)
  const answer = await promise
  const body = (await answer.setEncoding('utf8').toArray()).join('')
  return { status: answer.statusCode ?? 0, headers: answer.headers, body, path }
}

/** Asks for a WebSocket: with the connection, where there is one, and the answer instead where there is none. */
export async function openWebSocket(
  port: number,
  headers: readonly Header[],
): Promise<{ readonly path: string; readonly socket: Socket } | ClientAnswer> {
  const { path, outgoing } = open(port, {
    headers: [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Key', randomBytes(16).toString('base64')],
      ...headers,
    ],
  })
  const upgraded = once(outgoing, 'upgrade').then(([, socket]) => ({ path, socket: socket as Socket }))
  const answered = answerOf(outgoing, path)
  outgoing.end()
  return await Promise.race([upgraded, answered])
}

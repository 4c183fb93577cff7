// A reverse proxy on loopback between a client and the server under test. It changes nothing and notes what was asked,
// so that a scenario can tell what a client did from what it printed.

import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  /** Name of the GraphQL operation, or the text of one without a name. */
  readonly operation: string | undefined
  readonly withCredentials: boolean
  readonly status: number
  /** Whether the body of the answer has a GraphQL `errors` member. */
  readonly hasErrors: boolean
  /** Whether a root field of the GraphQL answer is null, or says that it had no success. */
  readonly isEmpty: boolean
  /** Whom the client names in `X-WANDB-USERNAME`. */
  readonly username: string | undefined
}

export interface RecordingProxy {
  readonly url: string
  /** Host and port, as netrc files name a machine. */
  readonly host: string
  readonly requests: readonly RecordedRequest[]
  stop(): Promise<void>
}

export async function startRecordingProxy(targetUrl: string): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = []
  return await listen(createServer(forward(targetUrl, requests)), 'http', requests)
}

export async function listen(
  server: Server | TlsServer,
  scheme: 'http' | 'https',
  requests: readonly RecordedRequest[],
): Promise<RecordingProxy> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    // Clients keep connections open; nobody waits for them.
    server.closeAllConnections()
    await closed
  }
  return { url: `${scheme}://${host}`, host, requests, stop }
}

export function forward(
  targetUrl: string,
  requests: RecordedRequest[],
  extraHeaders: Readonly<Record<string, string>> = {},
): RequestListener {
  return async (incoming, outgoing) => {
    try {
      const body = await readBody(incoming)
      const { method = 'GET', url: path = '/' } = incoming
      const upstream = await new Promise<IncomingMessage>((resolve, reject) => {
        const headers = { ...incoming.headers, ...extraHeaders }
        request(targetUrl + path, { method, headers }, resolve)
          .once('error', reject)
          .end(body)
      })
      const answer = await readBody(upstream)
      const status = upstream.statusCode ?? 502
      const operation = path === '/graphql' ? nameOperation(body) : undefined
      const withCredentials = incoming.headers.authorization !== undefined
      const username = incoming.headers['x-wandb-username']?.toString()
      const said = { hasErrors: hasErrors(answer), isEmpty: isEmpty(answer) }
      requests.push({ method, path, operation, withCredentials, status, username, ...said })
      outgoing.writeHead(status, upstream.headers).end(answer)
    } catch {
      // The server went away, or the client did: a closed connection says it best.
      outgoing.destroy()
    }
  }
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function nameOperation(body: Buffer): string | undefined {
  const query = parse(body)?.query
  if (typeof query !== 'string') return undefined
  const named = /^\s*(?:query|mutation)\s+(\w+)/.exec(query)
  return named?.[1] ?? query.replace(/\s+/g, '')
}

function hasErrors(answer: Buffer): boolean {
  return parse(answer)?.errors !== undefined
}

function isEmpty(answer: Buffer): boolean {
  const roots = Object.values(parse(answer)?.data ?? {})
  return roots.some((root) => root === null || root.success === false)
}

type Body = { query?: unknown; errors?: unknown; data?: Record<string, { success?: unknown } | null> | null }

function parse(body: Buffer): Body | undefined {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

import { Agent, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestApp } from '../../../packages/server/testing/start-test-app.ts'

export type Answer = { readonly status: number; readonly body: unknown }
export type Ask = (method: string, path: string, options: { token?: string; body?: unknown }) => Promise<Answer>
export type Door = { readonly ask: Ask; close(): void }

/** The server's own door: a socket on loopback, kept open from one request to the next. */
export async function openDoor(app: TestApp['app']): Promise<Door> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    close: () => agent.destroy(),
    ask: (method, path, { token, body }) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? undefined : JSON.stringify(body)
        const headers = {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(payload !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(payload),
          }),
        }
        const request = send(
          { agent, host: '127.0.0.1', port, method, path: `/api/v1${path}`, headers },
          (response) => {
            const pieces: Buffer[] = []
            response.on('data', (piece: Buffer) => pieces.push(piece))
            response.once('error', reject)
            response.once('end', () => {
              const text = Buffer.concat(pieces).toString('utf8')
              resolve({
                status: response.statusCode ?? 0,
                body: readBody(text, response.headers['content-type'] ?? ''),
              })
            })
          },
        )
        request.once('error', reject)
        request.end(payload)
      }),
  }
}

function readBody(text: string, mediaType: string): unknown {
  if (!mediaType.includes('ndjson')) return text === '' ? undefined : JSON.parse(text)
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as unknown)
}

// The API behind the proxy. It tells what has reached it, and believes everything.

import { createHash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** One request, as the API got it. */
interface Arrival {
  readonly method: string
  /** In the order, case and number in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  bodyBytes: number
}

export interface Upstream {
  readonly port: number
  /** By the path, which every request of a test has its own of; undefined for what never came. */
  arrival(path: string): Arrival | undefined
  /** Resolves once this many bytes of the body have come. */
  hasReceived(path: string, bytes: number): Promise<void>
  stop(): Promise<void>
}

export async function startUpstream(): Promise<Upstream> {
  const arrivals = new Map<string, Arrival>()
  const changes = new EventEmitter().setMaxListeners(0)
  const sockets = new Set<Socket>()

  const note = (request: IncomingMessage): Arrival => {
    const { method = '', url = '', rawHeaders } = request
    const headers = Array.from(
      { length: rawHeaders.length / 2 },
      (_, place) => [rawHeaders[place * 2] ?? '', rawHeaders[place * 2 + 1] ?? ''] as const,
    )
    const arrival: Arrival = { method, headers, bodyBytes: 0 }
    if (arrivals.has(url)) throw new Error(`two requests of one test for ${url}`)
    arrivals.set(url, arrival)
    request.on('data', (chunk: Buffer) => {
      arrival.bodyBytes += chunk.length
      changes.emit(url)
    })
    return arrival
  }

  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    note(request)
    request.once('end', () => response.end('from the API'))
  })
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    note(request)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket)).on('error', () => {})
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64')
    const head = ['HTTP/1.1 101 Switching Protocols', 'connection: Upgrade', 'upgrade: websocket']
    socket.write([...head, `sec-websocket-accept: ${accept}`, '\r\n'].join('\r\n'))
    // Says what it hears.
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    port: (server.address() as AddressInfo).port,
    arrival: (path) => arrivals.get(path),
    async hasReceived(path, bytes) {
      while ((arrivals.get(path)?.bodyBytes ?? 0) < bytes) await once(changes, path)
    },
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

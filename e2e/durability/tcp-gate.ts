// A gate on the way to PostgreSQL, or to any other server, that a test can close: cut, as when the database dies, or
// frozen, as when a network swallows what is sent. The address stays the same, so that it can be opened again.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export interface TcpGate {
  /** The same server, through the gate. */
  readonly url: string
  /** Every connection breaks, and new ones are refused. */
  cut(): Promise<void>
  /** Connections stay, new ones come to be, and nothing passes any more. */
  freeze(): void
  /** As before. What waited at a frozen gate passes. */
  reopen(): Promise<void>
  /** How many bytes have gone to the target. */
  readonly sentBytes: number
}

export async function openTcpGate(targetUrl: string): Promise<TcpGate & { close(): Promise<void> }> {
  const target = new URL(targetUrl)
  const sockets = new Set<Socket>()
  let isFrozen = false
  let sentBytes = 0
  // What comes goes on at once, as if there were no gate.
  const noDelay = true
  const server = createServer({ noDelay }, (client) => {
    const upstream = connect({ port: Number(target.port), host: target.hostname, noDelay })
    client.on('data', (chunk: Buffer) => {
      sentBytes += chunk.length
    })
    client.pipe(upstream).pipe(client)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      if (isFrozen) socket.cork()
      socket.once('error', () => {})
      socket.once('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
  })
  await listen(server, 0)
  const { port } = server.address() as AddressInfo
  const url = new URL(targetUrl)
  url.host = `127.0.0.1:${port}`

  const cut = async () => {
    const closed = [...sockets].map((socket) => once(socket, 'close'))
    if (server.listening) closed.push(once(server, 'close'))
    server.close()
    for (const socket of sockets) socket.destroy()
    await Promise.all(closed)
  }
  return {
    get sentBytes() {
      return sentBytes
    },
    url: url.href,
    cut,
    freeze() {
      isFrozen = true
      // A corked socket takes what is written to it and sends nothing on.
      for (const socket of sockets) socket.cork()
    },
    async reopen() {
      isFrozen = false
      for (const socket of sockets) socket.uncork()
      if (!server.listening) await listen(server, port)
    },
    close: cut,
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

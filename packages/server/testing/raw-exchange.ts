import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect, type Server as NetServer, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

export const portOf = (server: NetServer) => (server.address() as AddressInfo).port

/** The same routes behind nothing but node:http. */
export async function listenPlainly({ server }: FastifyInstance): Promise<Server> {
  const plain = createServer({ keepAliveTimeout: server.keepAliveTimeout })
  for (const listener of server.listeners('request')) plain.on('request', listener as RequestListener)
  for (const listener of server.listeners('clientError')) plain.on('clientError', listener as () => void)
  plain.listen(0, '127.0.0.1')
  await once(plain, 'listening')
  return plain
}

/**
 * Sends these pieces over one connection, each once the one before has been read, and answers all that comes back until the
 * server closes it; without what differs between any two answers. A function is called once what came before is answered.
 */
export async function exchange(
  server: NetServer,
  pieces: readonly (string | Buffer | (() => Promise<unknown>))[],
): Promise<string> {
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const socket = connect(portOf(server), '127.0.0.1').setNoDelay()
  // A server that refuses closes before it has read all.
  socket.on('error', () => {})
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const closed = once(socket, 'close')
  const [far] = await accepted
  let sent = 0
  for (const piece of pieces) {
    if (typeof piece === 'function') {
      await Promise.all([chunks.length === 0 && once(socket, 'data'), turn()])
      await piece()
      continue
    }
    socket.write(piece)
    sent += Buffer.byteLength(piece)
    while (far.bytesRead < sent && !far.destroyed) await turn()
  }
  await closed
  return Buffer.concat(chunks)
    .toString()
    .replaceAll(/req_[0-9a-f]{32}/g, 'req_…')
    .replaceAll(/Date: .*?\r\n/g, 'Date: …\r\n')
}

import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { logFailure } from '../http/log-failure.ts'
import { FrontConnection, type FrontParts } from './front-connection.ts'
import type { PlainDoor } from './plain-door.ts'

export type FrontReaderParts = Pick<FrontParts, 'isDraining' | 'inFlight' | 'onAnswer'> & {
  readonly doors: readonly PlainDoor[]
}

type Listener = (socket: Socket) => void

/**
 * Stands before node:http and answers what is asked all day: node:http takes several times as long to read and write a request
 * as it takes to verify a token. It answers what is plain beyond any doubt (`read-plain-head.ts`), and gives a connection to
 * node:http, for good, with the first thing that is not. So there is one reader of everything that could be read in two ways, and
 * one that waits for who sends slowly.
 */
export class FrontReader {
  readonly #connections = new Map<Socket, FrontConnection>()

  /** To be made before the server listens. */
  constructor({ server, log }: FastifyInstance, { doors, ...parts }: FrontReaderParts) {
    const [serve] = server.listeners('connection') as Listener[]
    if (serve === undefined) throw new Error('the server has no reader to stand before')
    const connectionParts: FrontParts = {
      ...parts,
      doors: new Map(doors.map((door) => [`${door.method} ${door.path}`, door])),
      onRefusal: (requestId, refusal) => logFailure({ log }, refusal, requestId),
      keepAliveSeconds: Math.floor(server.keepAliveTimeout / 1_000),
      idleLimitMs: server.keepAliveTimeout + server.keepAliveTimeoutBuffer,
      handOver: (socket) => {
        this.#connections.delete(socket)
        serve.call(server, socket)
      },
    }
    server.off('connection', serve)
    server.on('connection', (socket: Socket) => {
      this.#connections.set(socket, new FrontConnection(socket, connectionParts))
      socket.once('close', () => this.#connections.delete(socket))
    })
  }

  /** Ends the connections over which nothing is being asked, as `server.closeIdleConnections` does with the others. */
  closeIdle(): void {
    for (const connection of this.#connections.values()) connection.closeIdle()
  }

  closeAll(): void {
    for (const socket of this.#connections.keys()) socket.destroy()
  }
}

// The way from one node to the database: it can break, fall silent, keep things back, be long, or lose notices.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { MessageFilter } from './message-filter.ts'

/** `swallow`: gone for good, and the connection with it. `hold`: it passes when the way is clear again. */
type Passing = 'pass' | 'swallow' | 'hold'

type Condition = {
  readonly toDatabase: Passing
  readonly fromDatabase: Passing
  readonly delayMs: number
  readonly losesNotices: boolean
  readonly refuses: boolean
}

const clear: Condition = { toDatabase: 'pass', fromDatabase: 'pass', delayMs: 0, losesNotices: false, refuses: false }

export class NetworkPath {
  readonly port: number
  readonly #server: ReturnType<typeof createServer>
  readonly #connections = new Set<Connection>()
  #target: number
  #condition = clear

  private constructor(server: ReturnType<typeof createServer>, target: number) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    this.#target = target
    server.on('connection', (socket) => this.#accept(socket))
  }

  static async open(target: number): Promise<NetworkPath> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new NetworkPath(server, target)
  }

  /** Where new connections lead to. Those that are there stay where they are. */
  leadTo(port: number): void {
    this.#target = port
  }

  /** Several conditions at once add up; `mend` ends them all. */
  worsen(changes: Partial<Condition>): void {
    this.#condition = { ...this.#condition, ...changes }
    if (changes.refuses) this.cut()
    for (const connection of this.#connections) connection.adopt(this.#condition)
  }

  /** Connections of which something is lost break now, or stay silent for ever, of which nobody is told. */
  mend({ silently = false } = {}): void {
    this.#condition = clear
    for (const connection of this.#connections) connection.adopt(clear)
    if (silently) return
    for (const connection of this.#connections) if (connection.hasLost) connection.break()
  }

  cut(): void {
    for (const connection of this.#connections) connection.break()
  }

  /** The connection on which a node hears notices, as when somebody ends its backend. */
  cutListener(): void {
    for (const connection of this.#connections) if (connection.listens) connection.break()
  }

  close(): void {
    this.#server.close()
    this.cut()
  }

  #accept(client: Socket): void {
    if (this.#condition.refuses) {
      client.resetAndDestroy()
      return
    }
    const connection = new Connection(client, this.#target, () => this.#connections.delete(connection))
    this.#connections.add(connection)
    connection.adopt(this.#condition)
  }
}

class Connection {
  listens = false
  readonly #client: Socket
  readonly #database: Socket
  readonly #to: Lane
  readonly #from: Lane
  readonly #filter = new MessageFilter()
  #isDead = false

  constructor(client: Socket, port: number, onEnd: () => void) {
    this.#client = client.setNoDelay(true)
    this.#database = connect(port, '127.0.0.1').setNoDelay(true)
    this.#to = new Lane(this.#database)
    this.#from = new Lane(this.#client)
    client.on('data', (bytes) => {
      this.listens ||= bytes.includes('listen keystead_')
      this.#to.take(bytes)
    })
    this.#database.on('data', (bytes) => this.#from.take(this.#filter.pass(bytes)))
    for (const [socket, other] of [
      [client, this.#database],
      [this.#database, client],
    ] as const) {
      socket.on('error', () => {})
      socket.on('close', () => {
        // Over a dead way not even the end is heard of, until somebody clears up.
        if (this.#isDead && !other.destroyed) return
        other.destroy()
        onEnd()
      })
    }
  }

  get hasLost(): boolean {
    return this.#to.hasLost || this.#from.hasLost
  }

  adopt({ toDatabase, fromDatabase, delayMs, losesNotices }: Condition): void {
    if (toDatabase === 'swallow' || fromDatabase === 'swallow') this.#isDead = true
    this.#filter.dropsNotices = losesNotices
    this.#to.adopt(toDatabase, delayMs)
    this.#from.adopt(fromDatabase, delayMs)
    if (toDatabase !== 'pass' || fromDatabase !== 'pass') return
    if (this.#client.destroyed || this.#database.destroyed) this.break()
    this.#isDead = this.hasLost
  }

  break(): void {
    this.#isDead = false
    this.#client.destroy()
    this.#database.destroy()
  }
}

/** One direction of a connection. What is late stays in order. */
class Lane {
  hasLost = false
  readonly #out: Socket
  readonly #queue: { readonly bytes: Buffer; readonly dueAt: number }[] = []
  #passing: Passing = 'pass'
  #delayMs = 0
  #timer: NodeJS.Timeout | undefined

  constructor(out: Socket) {
    this.#out = out
  }

  adopt(passing: Passing, delayMs: number): void {
    this.#passing = passing
    this.#delayMs = delayMs
    this.#drain()
  }

  take(bytes: Buffer): void {
    if (this.#passing === 'swallow') this.hasLost = true
    if (this.hasLost || bytes.length === 0) return
    this.#queue.push({ bytes, dueAt: performance.now() + this.#delayMs })
    this.#drain()
  }

  #drain(): void {
    clearTimeout(this.#timer)
    if (this.#passing === 'hold') return
    for (;;) {
      const [first] = this.#queue
      if (first === undefined) return
      const waitMs = first.dueAt - performance.now()
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#drain(), waitMs)
        return
      }
      this.#queue.shift()
      if (!this.#out.destroyed) this.#out.write(first.bytes)
    }
  }
}

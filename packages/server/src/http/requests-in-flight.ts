import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** Counts the requests that have begun: their headers are here, and their answer is not yet out. */
export class RequestsInFlight {
  readonly #followed = new WeakSet<ServerResponse>()
  #count = 0
  #whenNone: (() => void) | undefined

  constructor(app: FastifyInstance) {
    // Not every request of the server goes through the framework, and where a host name has two addresses, not every one of
    // the framework comes from this server.
    app.server.prependListener('request', (_request, response) => this.#follow(response))
    app.addHook('onRequest', async (_request, reply) => this.#follow(reply.raw))
  }

  #follow(response: ServerResponse): void {
    if (this.#followed.has(response)) return
    this.#followed.add(response)
    this.#count += 1
    // Once for each, whether the answer went out or the client went away.
    response.once('close', () => {
      this.#count -= 1
      if (this.#count === 0) this.#whenNone?.()
    })
  }

  get count(): number {
    return this.#count
  }

  /** Resolves once there is none, or after this time. */
  async drain(limitMs: number): Promise<void> {
    if (this.#count === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#whenNone = resolve
    const timer = setTimeout(resolve, limitMs)
    await promise
    clearTimeout(timer)
  }
}

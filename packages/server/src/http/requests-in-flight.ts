import type { FastifyInstance } from 'fastify'

/** Counts the requests that have begun: their headers are here, and their answer is not yet out. */
export class RequestsInFlight {
  #count = 0
  #whenNone: (() => void) | undefined

  constructor(app: FastifyInstance) {
    app.addHook('onRequest', async (_request, reply) => {
      this.enter()
      // Once for each, whether the answer went out or the client went away.
      reply.raw.once('close', () => this.leave())
    })
  }

  get count(): number {
    return this.#count
  }

  /** For requests that do not go through the framework: each is to {@link leave}, too. */
  enter(): void {
    this.#count += 1
  }

  leave(): void {
    this.#count -= 1
    if (this.#count === 0) this.#whenNone?.()
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

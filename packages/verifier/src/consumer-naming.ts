import { type ClientDetails, type ConsumerIdentity, identifyConsumer, otherConsumers } from '@keystead/core'

// Of one client after the other, who come again each second. A hostile one that never comes twice the same costs what it costs.
const mostRemembered = 20_000

/** What distinguishes one client from another, before anybody reads what it means. */
export function rawNameOf({ ip, userAgent, label, verifier }: ClientDetails): string {
  return `${ip ?? ''}\n${userAgent ?? ''}\n${label ?? ''}\n${verifier ?? ''}`
}

/** Tells which place a client is, and remembers it: reading a User-Agent takes longer than a verification. */
export class ConsumerNaming {
  #known = new Map<string, ConsumerIdentity>()

  identify(client: ClientDetails | undefined): ConsumerIdentity {
    if (client === undefined) return otherConsumers
    const name = rawNameOf(client)
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const identity = identifyConsumer(client)
    if (this.#known.size >= mostRemembered) this.#known = new Map()
    this.#known.set(name, identity)
    return identity
  }
}

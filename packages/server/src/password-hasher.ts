import { availableParallelism } from 'node:os'
import { KeysteadError, type PasswordHasher } from '@keystead/core'
import { hash, verify } from '@node-rs/argon2'

// What OWASP's Password Storage Cheat Sheet asks for of Argon2id: 19 MiB, two passes, one lane.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Of no password: comparing with it takes as long as with somebody's. 16 bytes of salt and 32 of hash, all zero. */
const decoy = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

export type HasherLimits = {
  /** So many hashes are computed at once. */
  readonly atOnce: number
  /** So many strangers wait for that, and as many others; whoever comes then is sent away. */
  readonly waiting: number
}

// One core stays for the event loop, which answers verifications, and one of libuv's four threads for files and names.
const defaultLimits: HasherLimits = { atOnce: Math.max(1, Math.min(3, availableParallelism() - 1)), waiting: 100 }

const retryAfterMs = 2_000

/**
 * Argon2id (RFC 9106), for people's passwords only. Runs beside the event loop, and never on all cores: however many sign in
 * or try to, everything else goes on.
 */
export function makePasswordHasher({ atOnce, waiting }: HasherLimits = defaultLimits): PasswordHasher {
  let running = 0
  const queues = { known: [] as (() => void)[], stranger: [] as (() => void)[] }

  async function inTurn<Result>(by: keyof typeof queues, work: () => Promise<Result>): Promise<Result> {
    const queue = queues[by]
    if (running >= atOnce) {
      if (queue.length >= waiting) {
        throw new KeysteadError('TOO_MANY_ATTEMPTS', { internal: 'too many passwords at once', retryAfterMs })
      }
      // Whoever ends hands their place over, so that nobody can come in between.
      await new Promise<void>((resolve) => queue.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      const next = queues.known.shift() ?? queues.stranger.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }

  return {
    hash: (password) => inTurn('known', () => hash(password, parameters)),
    verify: (hashed, password, by) =>
      inTurn(by, async () => {
        const matches = await verify(hashed ?? decoy, password)
        return matches && hashed !== undefined
      }),
  }
}

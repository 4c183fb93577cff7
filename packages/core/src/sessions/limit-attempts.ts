import { KeysteadError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'

/** So many attempts, and as many again over this time. */
type Allowance = { readonly attempts: number; readonly perMs: number }

const quarterOfAnHour = 15 * 60_000

const allowances = {
  /** One name from one network. Whoever guesses behind the same address as the owner gets no more than this. */
  pair: { attempts: 10, perMs: quarterOfAnHour },
  /** One network that tries many names. */
  network: { attempts: 60, perMs: quarterOfAnHour },
  /** One name that is tried from many networks, none of which its owner is known in. */
  stranger: { attempts: 30, perMs: quarterOfAnHour },
  /** One person who is signed in, and is asked for their password. */
  password: { attempts: 10, perMs: quarterOfAnHour },
  /** One network that begins to sign programs in. */
  device: { attempts: 30, perMs: quarterOfAnHour },
  /** One program that asks whether its person has said yes: every five seconds, and once in between. */
  devicePoll: { attempts: 2, perMs: 10_000 },
  /** One person who types the codes of programs. */
  userCode: { attempts: 10, perMs: quarterOfAnHour },
  /** One network that reports leaked keys: somebody who has found a nest of them, and nobody who floods. */
  leak: { attempts: 120, perMs: quarterOfAnHour },
  /** One network that comes with invitations that are none: each is looked for in the database. Good ones are not counted. */
  invitation: { attempts: 120, perMs: quarterOfAnHour },
  /** Failures that the audit trail remembers: nobody shall fill the disk by guessing. */
  trail: { attempts: 300, perMs: quarterOfAnHour },
} as const satisfies Record<string, Allowance>

type Kind = keyof typeof allowances

// Of each kind, so that many of one kind push none of another out.
const mostRemembered = 100_000

/**
 * Counts attempts, in the memory of one node: with several, each allows as many. Of each key it knows one time, at which all
 * of its attempts will have come back; each attempt puts that off by its part (the generic cell rate algorithm of ITU-T I.371).
 */
export class AttemptLimiter {
  readonly #clock: Clock
  readonly #wholeAt = new Map<Kind, Map<string, number>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts an attempt. Fails with `TOO_MANY_ATTEMPTS`, which says when to come again. */
  take(kind: Kind, key: string): void {
    const waitMs = this.#wait(kind, key)
    if (waitMs > 0) throw new KeysteadError('TOO_MANY_ATTEMPTS', { internal: kind, retryAfterMs: waitMs })
  }

  /** The same for what happens or not, and says nothing to anybody. */
  allows(kind: Kind, key: string): boolean {
    return this.#wait(kind, key) === 0
  }

  /** Takes one attempt back: it was a good one. */
  refund(kind: Kind, key: string): void {
    const times = this.#wholeAt.get(kind)
    const wholeAt = times?.get(key)
    if (wholeAt !== undefined) times?.set(key, wholeAt - partMs(kind))
  }

  /** Begins anew. */
  forget(kind: Kind, key: string): void {
    this.#wholeAt.get(kind)?.delete(key)
  }

  #wait(kind: Kind, key: string): number {
    const now = this.#clock.now()
    const { perMs } = allowances[kind]
    const times = this.#wholeAt.get(kind) ?? new Map<string, number>()
    this.#wholeAt.set(kind, times)
    // Never further off than when all are used up: a clock that was set back locks nobody out.
    const wholeAt = Math.min(Math.max(times.get(key) ?? now, now), now + perMs)
    const waitMs = Math.max(0, wholeAt + partMs(kind) - (now + perMs))
    // Put at the end: what was not asked for longest is at the front.
    times.delete(key)
    times.set(key, waitMs > 0 ? wholeAt : wholeAt + partMs(kind))
    if (times.size > mostRemembered) forgetOldest(times)
    return waitMs
  }
}

const partMs = (kind: Kind) => allowances[kind].perMs / allowances[kind].attempts

function forgetOldest(times: Map<string, number>): void {
  const { value } = times.keys().next()
  if (value !== undefined) times.delete(value)
}
